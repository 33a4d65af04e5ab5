using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>
/// What every cmdlet of this module shares: async work pumped on the pipeline thread, cancellation by Ctrl-C, and errors
/// that end one item and not the pipeline.
/// </summary>
public abstract class AwsOpsCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private PipelinePump? _pump;
    private int _items;

    private protected AwsOpsCmdlet()
    {
    }

    /// <summary>Name of the cmdlet, as users type it.</summary>
    internal string CommandName => MyInvocation.MyCommand?.Name ?? GetType().Name;

    /// <summary>Cancelled by Ctrl-C.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Pump(BeginAsync);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Pump(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Pump(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stopping.Cancel();

    /// <summary>Once, before the first record.</summary>
    private protected virtual Task BeginAsync() => Task.CompletedTask;

    /// <summary>For each record. What it throws becomes this record's error; the pipeline goes on.</summary>
    private protected virtual Task ProcessAsync() => Task.CompletedTask;

    /// <summary>Once, after the last record.</summary>
    private protected virtual Task EndAsync() => Task.CompletedTask;

    /// <summary>How many changes were made and are still so.</summary>
    private protected virtual int ChangesSoFar => 0;

    /// <summary>Forgets changes: their item is done.</summary>
    private protected virtual void ForgetChanges()
    {
    }

    /// <summary>Names the changes made after the first ones, for the error of an item that failed in the middle, and forgets them; null when there are none.</summary>
    /// <param name="first">How many belong to something else.</param>
    private protected virtual string? DoneSince(int first) => null;

    /// <summary>The user stopped the cmdlet in the middle of an item.</summary>
    private protected virtual void Stopped()
    {
    }

    /// <summary>What an error is about, when it does not say so itself: the resource in hand.</summary>
    private protected virtual object? ErrorTarget => null;

    /// <summary>Runs on the pipeline thread, from wherever it is called.</summary>
    internal T OnPipeline<T>(Func<T> action) => _pump is { IsHere: false } pump ? pump.Invoke(action) : action();

    /// <summary>Runs on the pipeline thread, from wherever it is called.</summary>
    internal void OnPipeline(Action action) => OnPipeline<object?>(() =>
    {
        action();
        return null;
    });

    /// <summary>Runs one item of several; its failure is written as its error and the next item follows.</summary>
    /// <param name="target">The item, for the error record.</param>
    /// <param name="work">The work on it.</param>
    private protected async Task ForItemAsync(object? target, Func<Task> work)
    {
        var first = ChangesSoFar;
        _items++;
        try
        {
            await work();
        }
        catch (Exception exception) when (!IsControlFlow(exception) && exception is not SessionException)
        {
            WriteError(ErrorRecords.From(exception, target ?? ErrorTarget, this, DoneSince(first)));
        }
        finally
        {
            _items--;
        }

        if (_items == 0)
        {
            // What an item within this one did belongs to this one until it is done.
            ForgetChanges();
        }
    }

    /// <summary>Disposes what the cmdlet holds.</summary>
    /// <param name="disposing">True when called by Dispose.</param>
    private protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }

    private bool IsControlFlow(Exception exception) =>
        exception is PipelineStoppedException or ActionPreferenceStopException
        || (exception is OperationCanceledException && _stopping.IsCancellationRequested)
        || exception.GetType().FullName is "System.Management.Automation.StopUpstreamCommandsException"; // Select-Object -First; not public in the reference assembly

    private void Pump(Func<Task> work)
    {
        try
        {
            using var named = Invocation.Enter(CommandName);
            ForgetChanges();
            _pump = new PipelinePump();
            PipelinePump.Run(_pump, work);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            Stopped();
            throw new PipelineStoppedException();
        }
        catch (SessionException exception)
        {
            // No account to work in: every further record would fail the same way.
            ThrowTerminatingError(ErrorRecords.From(exception, ErrorTarget, this, DoneSince(0)));
        }
        catch (Exception exception) when (!IsControlFlow(exception))
        {
            WriteError(ErrorRecords.From(exception, ErrorTarget, this, DoneSince(0)));
        }
        finally
        {
            _pump = null;
        }
    }
}
