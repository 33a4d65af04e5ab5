using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AwsOps.Common;

/// <summary>
/// Notices when an earlier try of a call went out and no answer came back. The SDK tries again, and what AWS then says of
/// the second try ("exists already", "not found") is about the work of the first: users must be told.
/// </summary>
internal sealed class LostAnswers : IRuntimePipelineCustomizer
{
    private const string Mark = "AwsOps.AnswerLost";
    private static readonly ConditionalWeakTable<IRequestContext, object> Lost = [];

    /// <inheritdoc/>
    public string UniqueName => nameof(LostAnswers);

    /// <summary>True when a try before the one that failed may have done the work.</summary>
    public static bool In(Exception exception) => exception.Data.Contains(Mark);

    /// <inheritdoc/>
    public void Customize(Type type, RuntimePipeline pipeline)
    {
        pipeline.AddHandlerBefore<RetryHandler>(new Outer());
        pipeline.AddHandlerAfter<RetryHandler>(new Inner());
    }

    private static bool MayHaveArrived(Exception exception) => exception switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout } => true,
        AmazonServiceException => false,
        IOException or HttpRequestException or TaskCanceledException => true,
        { InnerException: { } inner } => MayHaveArrived(inner),
        _ => false,
    };

    /// <summary>Around all tries of a call.</summary>
    private sealed class Outer : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (AmazonServiceException exception) when (Lost.TryGetValue(executionContext.RequestContext, out _))
            {
                exception.Data[Mark] = true;
                throw;
            }
        }
    }

    /// <summary>Around each try.</summary>
    private sealed class Inner : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception exception) when (MayHaveArrived(exception))
            {
                Lost.AddOrUpdate(executionContext.RequestContext, true);
                throw;
            }
        }
    }
}
