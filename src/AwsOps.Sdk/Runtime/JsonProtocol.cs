using System.Net;
using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;

namespace AwsOps.Sdk.Runtime;

/// <summary>JSON in, JSON out: awsJson (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html) and
/// restJson1 (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).</summary>
/// <param name="ServiceName">Name of the service in Core's own records.</param>
/// <param name="Version">Version of the API.</param>
/// <param name="Unknown">Makes the service's base exception.</param>
/// <param name="Known">Makes a modelled exception.</param>
/// <param name="Target">What X-Amz-Target starts with; null for restJson1.</param>
/// <param name="ContentType">Content type of requests.</param>
/// <param name="QueryCompatible">Whether the service answers the error codes of its former query protocol in a header
/// (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).</param>
internal sealed record JsonProtocol(
    string ServiceName,
    string Version,
    Func<ErrorResponse, AmazonServiceException> Unknown,
    ErrorFactory Known,
    string? Target,
    string ContentType,
    bool QueryCompatible = false)
    : Protocol(ServiceName, Version, Unknown, Known)
{
    /// <summary>How to invoke an operation of awsJson.</summary>
    public InvokeOptions Operation(string name, Func<ResponseNode, AmazonWebServiceResponse> read, string[] errors) =>
        Options(
            new RequestMarshaller(input =>
            {
                var request = NewRequest(input, "POST", "/");
                request.Headers["X-Amz-Target"] = Target + "." + name;
                if (QueryCompatible)
                {
                    request.Headers[HeaderKeys.XAmzQueryMode] = "true";
                }

                WriteBody(request, (IStructure)input);
                return request;
            }),
            new Unmarshaller(this, read, errors));

    /// <summary>How to invoke an operation of restJson1.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path, with placeholders.</param>
    /// <param name="hasBody">Whether any member travels in the body.</param>
    /// <param name="usesQueryString">Whether any member travels in the query string.</param>
    /// <param name="read">Reads the result.</param>
    /// <param name="errors">Codes of the errors that the model lists.</param>
    public InvokeOptions RestOperation(
        string method, string path, bool hasBody, bool usesQueryString, Func<ResponseNode, AmazonWebServiceResponse> read, string[] errors) =>
        Options(
            new RequestMarshaller(input =>
            {
                var request = NewRequest(input, method, path);
                var bound = (IRestRequest)input;
                bound.Bind(new RestBinder(request, message => Unknown(new ErrorResponse { Message = message })));
                if (hasBody)
                {
                    WriteBody(request, bound);
                }

                request.UseQueryString = usesQueryString;
                return request;
            }),
            new Unmarshaller(this, read, errors));

    private DefaultRequest NewRequest(AmazonWebServiceRequest input, string method, string path)
    {
        var request = new DefaultRequest(input, ServiceName) { HttpMethod = method, ResourcePath = path };
        request.Headers[HeaderKeys.XAmzApiVersion] = Version;
        return request;
    }

    private void WriteBody(DefaultRequest request, IStructure input)
    {
        request.Headers[HeaderKeys.ContentTypeHeader] = ContentType;
        var content = new PooledContentStream();
        using var writer = new Utf8JsonWriter(content.BufferWriter);
        writer.WriteStartObject();
        input.Write(new JsonWriter(writer));
        writer.WriteEndObject();
        writer.Flush();
        request.ContentStream = content;
    }

    private sealed class Unmarshaller(JsonProtocol protocol, Func<ResponseNode, AmazonWebServiceResponse> read, string[] errors) : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            using var body = new JsonRoot(input.Stream, input.JsonMaxDepth);
            return read(body);
        }

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var reader = new StreamingUtf8JsonReader(input.Stream, AWSConfigs.StreamingUtf8JsonReaderBufferSize ?? 4096, input.JsonMaxDepth);
            var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
            error.InnerException = innerException;
            error.StatusCode = statusCode;

            // Which exception it is follows the shape's name; what it says as ErrorCode may be the code of the query protocol.
            var shape = error.Code;
            using var document = Body(input);
            var body = new JsonNode(document.RootElement);
            if (!protocol.QueryCompatible)
            {
                return protocol.Error(error, errors, body, input.ResponseData);
            }

            AwsQueryCompatibleErrorHandler.ApplyQueryErrorHeader(error, input.ResponseData);
            var queryCode = error.Code;
            error.Code = shape;
            var exception = protocol.Error(error, errors, body, input.ResponseData);
            exception.ErrorCode = queryCode;
            return exception;
        }

        private static JsonDocument Body(JsonUnmarshallerContext input)
        {
            try
            {
                return JsonDocument.Parse(input.GetResponseBodyBytes(), new JsonDocumentOptions { MaxDepth = input.JsonMaxDepth });
            }
            catch (JsonException)
            {
                // Empty, or a proxy's page: there are no members to read, and the code may stand in a header.
                return JsonDocument.Parse("{}");
            }
        }
    }
}
