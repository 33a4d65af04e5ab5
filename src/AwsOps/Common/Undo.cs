using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>What was made so far, so that a failure midway leaves nothing behind, or says exactly what.</summary>
internal sealed class Undo
{
    private readonly Stack<(string What, Func<Task> Revert)> _done = [];

    /// <summary>Remembers how to take back what was just made.</summary>
    public void Push(string what, Func<Task> revert) => _done.Push((what, revert));

    /// <summary>Takes everything back, newest first.</summary>
    /// <returns>The failure to report: the cause when all was taken back, else the cause and what is left.</returns>
    public async Task<Exception> RollBackAsync(Exception cause)
    {
        var left = new List<string>();
        var count = _done.Count;
        while (_done.TryPop(out var step))
        {
            try
            {
                await step.Revert();
            }
            catch (Exception exception)
            {
                left.Add($"{step.What} ({exception.Message})");
            }
        }

        if (count == 0 || cause is PipelineStoppedException || (cause is OperationCanceledException && left.Count == 0))
        {
            return cause;
        }

        var failure = ErrorRecords.Translate(cause);
        return left.Count == 0
            ? new AwsOpsException(failure.ErrorId, failure.Category, $"{failure.Message} What was made before it was taken back.", failure.RecommendedAction, cause) { AwsErrorCode = failure.AwsErrorCode, AwsRequestId = failure.AwsRequestId }
            : new AwsOpsException("PartlyDone", failure.Category, $"{failure.Message} Not everything made before it could be taken back. Left behind: {string.Join("; ", left)}.", "Remove what is left by hand.", cause) { AwsErrorCode = failure.AwsErrorCode, AwsRequestId = failure.AwsRequestId };
    }
}
