using System.Collections.Concurrent;

namespace AwsOps.Common;

/// <summary>
/// Runs async work on the pipeline thread: continuations come back to it, and what other threads want written or asked is
/// queued to it in order. PowerShell allows WriteObject, ShouldProcess and prompts on that thread only.
/// </summary>
internal sealed class PipelinePump : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>True on the pipeline thread.</summary>
    public bool IsHere => Environment.CurrentManagedThreadId == _thread;

    /// <summary>Runs <paramref name="work"/> to its end, pumping the queue meanwhile.</summary>
    public static void Run(PipelinePump pump, Func<Task> work)
    {
        var outer = Current;
        SetSynchronizationContext(pump);
        try
        {
            var task = work();
            if (!task.IsCompleted)
            {
                _ = task.ContinueWith(static (_, state) => ((PipelinePump)state!)._queue.CompleteAdding(), pump, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                foreach (var (callback, state) in pump._queue.GetConsumingEnumerable())
                {
                    callback(state);
                }
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs an action on the pipeline thread and waits for it.</summary>
    public T Invoke<T>(Func<T> action)
    {
        if (IsHere)
        {
            return action();
        }

        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                try
                {
                    result.SetResult(action());
                }
                catch (Exception exception)
                {
                    // Also PipelineStoppedException: whoever asked must learn that the pipeline ended.
                    result.SetException(exception);
                }
            },
            null);
        return result.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The work has ended: a straggler has nobody left to tell.
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => Invoke<object?>(() =>
    {
        d(state);
        return null;
    });

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;
}
