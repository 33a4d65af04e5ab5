using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AwsOps.Sdk.Runtime;

/// <summary>Makes the exception class that the model has for an error code; null for a code it does not know.</summary>
internal delegate AmazonServiceException? ErrorFactory(ErrorResponse error, ResponseNode body, IWebResponseData? headers);

/// <summary>What every operation of a service has in common on the wire.</summary>
/// <param name="ServiceName">Name of the service in Core's own records: the client's namespace.</param>
/// <param name="Version">Version of the API.</param>
/// <param name="Unknown">Makes the service's base exception.</param>
/// <param name="Known">Makes a modelled exception.</param>
internal abstract record Protocol(string ServiceName, string Version, Func<ErrorResponse, AmazonServiceException> Unknown, ErrorFactory Known)
{
    /// <summary>The exception for an error answer: a modelled one only where the operation's model lists its code.</summary>
    public AmazonServiceException Error(ErrorResponse error, string[] codes, ResponseNode? body, IWebResponseData? headers)
    {
        var known = body is not null && Array.IndexOf(codes, error.Code) >= 0 ? Known(error, body, headers) : null;
        return known ?? Unknown(error);
    }

    protected static InvokeOptions Options(IMarshaller<IRequest, AmazonWebServiceRequest> request, ResponseUnmarshaller response) =>
        new() { RequestMarshaller = request, ResponseUnmarshaller = response };
}

/// <summary>Makes an HTTP request of a request object.</summary>
internal sealed class RequestMarshaller(Func<AmazonWebServiceRequest, IRequest> marshall) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input) => marshall(input);
}
