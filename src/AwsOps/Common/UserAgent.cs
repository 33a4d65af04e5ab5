using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AwsOps.Common;

/// <summary>Names the module and the cmdlet in the user agent, so that CloudTrail shows what did it.</summary>
internal sealed class UserAgent : IRuntimePipelineCustomizer
{
    private static int _registered;

    /// <inheritdoc/>
    public string UniqueName => nameof(AwsOps);

    /// <summary>Adds it and this module's other handlers to every client made from now on; once a process.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 0)
        {
            RuntimePipelineCustomizerRegistry.Instance.Register(new UserAgent());
            RuntimePipelineCustomizerRegistry.Instance.Register(new Session.SandboxRetries());
            RuntimePipelineCustomizerRegistry.Instance.Register(new LostAnswers());
        }
    }

    /// <inheritdoc/>
    public void Customize(Type type, RuntimePipeline pipeline) => pipeline.AddHandlerBefore<Marshaller>(new Handler());

    private sealed class Handler : PipelineHandler
    {
        public override void InvokeSync(IExecutionContext executionContext)
        {
            Name(executionContext);
            base.InvokeSync(executionContext);
        }

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            Name(executionContext);
            return base.InvokeAsync<T>(executionContext);
        }

        private static void Name(IExecutionContext context)
        {
            if (Invocation.Current is { } cmdlet)
            {
                ((RequestContext)context.RequestContext).UserAgentDetails.AddUserAgentComponent("md/AwsOps#" + cmdlet);
            }
        }
    }
}
