using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>
/// Removing what other things hang on: step by step, and when a step fails the error says what is gone already. Keys and
/// passwords can't be brought back, so nothing is.
/// </summary>
internal sealed class Removal(IChanges changes, string target)
{
    private readonly List<string> _done = [];
    private bool _declined;

    /// <summary>Whether all steps so far were taken.</summary>
    public bool IsDone => _done.Count > 0 && !_declined;

    /// <summary>One call on the way.</summary>
    public async Task StepAsync(string action, Func<CancellationToken, Task> call)
    {
        try
        {
            if (await changes.ApplyAsync(new Change(action, target), call))
            {
                _done.Add(action);
            }
            else
            {
                _declined = true;
            }
        }
        catch (Exception exception) when (_done.Count > 0 && exception is not (OperationCanceledException or PipelineStoppedException))
        {
            var own = changes.Translate(exception);
            throw new AwsOpsException(own.ErrorId, own.Category, $"{own.Message} {target} is still there; done before it: {string.Join("; ", _done)}.", own.RecommendedAction, exception) { AwsErrorCode = own.AwsErrorCode, AwsRequestId = own.AwsRequestId };
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

        var before = _done.Count;
        await StepAsync("Remove", call);
        return _done.Count > before;
    }
}
