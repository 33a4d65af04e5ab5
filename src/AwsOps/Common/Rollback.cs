using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>
/// All or nothing for work of several changes: remembers how to take back each change that was made, and when a later one
/// fails takes them back, the newest first. What can't be taken back is named.
/// </summary>
internal sealed class Rollback(IChanges changes)
{
    private readonly Stack<(string What, Change? Change, Func<CancellationToken, Task>? Undo, string? WhyNot)> _made = [];

    /// <summary>How many changes are remembered.</summary>
    public int Count => _made.Count;

    /// <summary>Remembers the change that was made last.</summary>
    /// <param name="what">The thing that is there now, e.g. <c>target group shop (arn:…)</c>.</param>
    /// <param name="undo">The one call that takes it back.</param>
    public void Made(string what, Func<CancellationToken, Task> undo) => _made.Push((what, changes.Applied.LastOrDefault(), undo, null));

    /// <summary>Remembers the change that was made last, which AWS has no call to take back; after a failure it is named.</summary>
    /// <param name="what">The thing that is there now.</param>
    /// <param name="whyNot">Why it stays, and what becomes of it.</param>
    public void MadeForGood(string what, string whyNot) => _made.Push((what, changes.Applied.LastOrDefault(), null, whyNot));

    /// <summary>Takes all back after a failure.</summary>
    /// <param name="cause">The failure.</param>
    /// <returns>The error to throw: the cause, and what became of the things made before it.</returns>
    public async Task<Exception> AfterAsync(Exception cause)
    {
        var result = await TakeBackAsync();
        if (cause is OperationCanceledException or PipelineStoppedException or ActionPreferenceStopException)
        {
            if (result is not null)
            {
                changes.Warning("Stopped. " + result);
            }

            return cause;
        }

        var own = changes.Translate(cause);
        return result is null ? own : own.And(result);
    }

    /// <summary>Takes all back after the user said no to a later change.</summary>
    public async Task DeclinedAsync()
    {
        if (await TakeBackAsync() is { } result)
        {
            changes.Warning(result);
        }
    }

    /// <summary>What became of the things; null when there were none.</summary>
    private async Task<string?> TakeBackAsync()
    {
        List<string> gone = [];
        List<string> left = [];
        while (_made.TryPop(out var step))
        {
            changes.Applied.Remove(step.Change!);
            if (step.Undo is null)
            {
                left.Add($"{step.What}, because: {step.WhyNot}");
                continue;
            }

            try
            {
                await changes.UndoAsync(new Change("Remove again", step.What), step.Undo);
                gone.Add(step.What);
            }
            catch (Exception exception)
            {
                left.Add($"{step.What}, because: {changes.Translate(exception).Message}");
            }
        }

        List<string> parts = [];
        if (gone.Count > 0)
        {
            parts.Add($"What was made before is removed again: {string.Join(", ", gone)}.");
        }

        if (left.Count > 0)
        {
            parts.Add($"This was made and could not be removed again: {string.Join("; ", left)}. Remove it yourself.");
        }

        return parts.Count == 0 ? null : string.Join(' ', parts);
    }
}
