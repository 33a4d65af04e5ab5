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

    /// <summary>An item begins or is done: a record, or one of several that a record names.</summary>
    private protected virtual void BeginItem()
    {
    }

    /// <summary>What was changed for the item in hand before it failed, for the error; null when nothing was.</summary>
    private protected virtual string? DoneBefore() => null;

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
        BeginItem();
        try
        {
            await work();
            BeginItem();
        }
        catch (Exception exception) when (!IsControlFlow(exception) && exception is not SessionException)
        {
            WriteError(ErrorRecords.From(exception, target ?? ErrorTarget, this, DoneBefore()));
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
            BeginItem();
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
            ThrowTerminatingError(ErrorRecords.From(exception, ErrorTarget, this, DoneBefore()));
        }
        catch (Exception exception) when (!IsControlFlow(exception))
        {
            WriteError(ErrorRecords.From(exception, ErrorTarget, this, DoneBefore()));
        }
        finally
        {
            _pump = null;
        }
    }
}
