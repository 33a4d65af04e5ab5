using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>
/// Work of several changes that are not taken back, since a second run goes on where the first one stopped: remembers the
/// changes that were made, and when a later one fails names them. Handed to the plain classes in place of the cmdlet's own gate.
/// </summary>
internal sealed class Steps(IChanges changes) : IChanges
{
    private readonly List<string> _done = [];

    /// <inheritdoc/>
    public bool IsWhatIf => changes.IsWhatIf;

    /// <inheritdoc/>
    public async Task<bool> ApplyAsync(Change change, Func<CancellationToken, Task> call)
    {
        try
        {
            if (!await changes.ApplyAsync(change, call))
            {
                return false;
            }
        }
        catch (Exception exception) when (_done.Count > 0)
        {
            var done = $"Done before, and left so: {string.Join("; ", _done)}.";
            if (exception is OperationCanceledException or PipelineStoppedException)
            {
                changes.Warning("Stopped. " + done);
                throw;
            }

            var own = changes.Translate(exception);
            throw new AwsOpsException(own.ErrorId, own.Category, $"{own.Message} {done}", own.RecommendedAction ?? "Run it again to go on from there.", own.InnerException ?? own) { Target = own.Target, AwsErrorCode = own.AwsErrorCode, AwsRequestId = own.AwsRequestId };
        }

        _done.Add($"{change.Target}: {change.Action}");
        return true;
    }

    /// <inheritdoc/>
    public async Task<T?> CallAsync<T>(Change change, Func<CancellationToken, Task<T>> call)
        where T : class
    {
        T? result = null;
        await ApplyAsync(change, async stop => result = await call(stop));
        return result;
    }

    /// <inheritdoc/>
    public Task UndoAsync(Change change, Func<CancellationToken, Task> call) => changes.UndoAsync(change, call);

    /// <inheritdoc/>
    public AwsOpsException Translate(Exception exception) => changes.Translate(exception);

    /// <inheritdoc/>
    public void Verbose(string text) => changes.Verbose(text);

    /// <inheritdoc/>
    public void Warning(string text) => changes.Warning(text);

    /// <inheritdoc/>
    public void Progress(string activity, string status, int percent) => changes.Progress(activity, status, percent);
}
