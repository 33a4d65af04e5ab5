using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AwsOps.Common;

/// <summary>
/// Notices when a try of a call went out and no answer came back. The SDK tries again, and what AWS then says of the second
/// try ("exists already", "not found") is about the work of the first: users must be told.
/// </summary>
internal sealed class LostAnswers : IRuntimePipelineCustomizer
{
    private static readonly AsyncLocal<Watch?> Current = new();

    /// <inheritdoc/>
    public string UniqueName => nameof(LostAnswers);

    /// <summary>Watches the calls that the current work makes from now on.</summary>
    public static Watch Begin() => Current.Value = new Watch();

    /// <inheritdoc/>
    public void Customize(Type type, RuntimePipeline pipeline) => pipeline.AddHandlerAfter<RetryHandler>(new EachTry());

    private static bool MayHaveArrived(Exception exception) => exception switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout } => true,
        AmazonServiceException => false,
        IOException or HttpRequestException or TaskCanceledException => true,
        { InnerException: { } inner } => MayHaveArrived(inner),
        _ => false,
    };

    /// <summary>What was noticed.</summary>
    internal sealed class Watch
    {
        /// <summary>True when a try went out unanswered.</summary>
        public bool Lost { get; set; }
    }

    private sealed class EachTry : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception exception) when (MayHaveArrived(exception))
            {
                if (Current.Value is { } watch)
                {
                    watch.Lost = true;
                }

                throw;
            }
        }
    }
}
