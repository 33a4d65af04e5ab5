using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AwsOps.Session;

/// <summary>
/// Lets clients of a sandbox wait on its clock before they try again: a rehearsed throttling takes simulated time, not the
/// user's, and no jitter, so that the same seed gives the same run.
/// </summary>
internal sealed class SandboxRetries : IRuntimePipelineCustomizer
{
    [ThreadStatic]
    private static SandboxSession? _sandbox;

    /// <inheritdoc/>
    public string UniqueName => nameof(SandboxRetries);

    /// <summary>Makes a client whose calls go to a sandbox; null for an account.</summary>
    public static T Make<T>(SandboxSession? sandbox, Func<T> make)
    {
        _sandbox = sandbox;
        try
        {
            return make();
        }
        finally
        {
            _sandbox = null;
        }
    }

    /// <inheritdoc/>
    public void Customize(Type type, RuntimePipeline pipeline)
    {
        if (_sandbox is { } sandbox)
        {
            pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new Policy(sandbox)));
        }
    }

    // Made with a number of retries and not from a configuration, it has no quota: the SDK keeps that by endpoint for the
    // whole process, and one rehearsal would use up the next one's.
    private sealed class Policy(SandboxSession sandbox) : StandardRetryPolicy(Common.AwsConnection.Retries)
    {
        public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
        {
            var context = executionContext.RequestContext;
            return sandbox.DelayAsync(TimeSpan.FromSeconds(Math.Min(Math.Pow(2, context.Retries - 2), MaxBackoffInMilliseconds / 1000.0)), context.CancellationToken);
        }
    }
}
