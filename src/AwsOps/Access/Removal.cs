using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>
/// Removing what other things hang on, step by step. Keys and passwords can't be brought back, so nothing is: when a step
/// fails, the error says what was done before it, as it does for every cmdlet, and a second run does the rest.
/// </summary>
internal sealed class Removal(IChanges changes, string target)
{
    private int _done;
    private bool _declined;

    /// <summary>Whether all steps so far were taken.</summary>
    public bool IsDone => _done > 0 && !_declined;

    /// <summary>One call on the way.</summary>
    public async Task StepAsync(string action, Func<CancellationToken, Task> call)
    {
        if (await changes.ApplyAsync(new Change(action, target), call))
        {
            _done++;
        }
        else
        {
            _declined = true;
        }
    }

    /// <summary>The last call, which removes the thing itself. Not made, and said so, when the user kept something that hangs on it.</summary>
    /// <returns>True when it is gone.</returns>
    public async Task<bool> FinishAsync(Func<CancellationToken, Task> call)
    {
        if (_declined && !changes.IsWhatIf)
        {
            changes.Warning($"{target} stays, because not everything that hangs on it was to be removed.");
            return false;
        }

        var before = _done;
        await StepAsync("Remove", call);
        return _done > before;
    }
}
