using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;

namespace AwsOps.Sdk.Runtime;

/// <summary>awsQuery: a form in, XML out. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html</summary>
internal sealed record QueryProtocol(string ServiceName, string Version, Func<ErrorResponse, AmazonServiceException> Unknown, ErrorFactory Known)
    : Protocol(ServiceName, Version, Unknown, Known)
{
    /// <summary>How to invoke an operation.</summary>
    /// <param name="name">Name of the operation.</param>
    /// <param name="wrapper">The element around the result; null when there is none.</param>
    /// <param name="read">Reads the result.</param>
    /// <param name="errors">Codes of the errors that the model lists.</param>
    /// <param name="compressed">Whether the service takes a compressed body.</param>
    public InvokeOptions Operation(string name, string? wrapper, Func<ResponseNode, AmazonWebServiceResponse> read, string[] errors, bool compressed = false) =>
        Options(
            new RequestMarshaller(input =>
            {
                IRequest request = new DefaultRequest(input, ServiceName);
                if (compressed)
                {
                    CompressionAlgorithmUtils.SetCompressionAlgorithm(request, CompressionEncodingAlgorithm.gzip);
                }

                request.Parameters.Add("Action", name);
                request.Parameters.Add("Version", Version);
                ((IStructure)input).Write(new QueryWriter(request.Parameters));
                request.ContentStream = AWSSDKUtils.WriteParametersToPooledStream(request);
                return request;
            }),
            new Unmarshaller(this, wrapper, read, errors));

    private sealed class Unmarshaller(QueryProtocol protocol, string? wrapper, Func<ResponseNode, AmazonWebServiceResponse> read, string[] errors)
        : XmlResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
        {
            var document = XmlNode.Parse(input.Stream);
            var response = read((wrapper is null ? document : document.Child(wrapper)) ?? document);
            if (document.Child("ResponseMetadata") is { } metadata)
            {
                response.ResponseMetadata = new ResponseMetadata { RequestId = metadata["RequestId"].AsString() };
            }

            return response;
        }

        public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
            error.InnerException = innerException;
            error.StatusCode = statusCode;
            return protocol.Error(error, errors, Body(input), input.ResponseData);
        }

        private static XmlNode? Body(XmlUnmarshallerContext input)
        {
            try
            {
                using var body = new MemoryStream(input.GetResponseBodyBytes());
                var document = XmlNode.Parse(body);
                return document.Child("Error") ?? document;
            }
            catch (XmlException)
            {
                // A proxy's page, say; there are no members to read.
                return null;
            }
        }
    }
}
