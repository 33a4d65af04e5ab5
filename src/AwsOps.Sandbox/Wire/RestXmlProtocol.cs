using System.Text;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>restXml, as S3 speaks it (https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html).</summary>
internal sealed class RestXmlProtocol : WireProtocol
{
    private const string ContentType = "application/xml";
    private const string S3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>Root elements that aren't the output shape's name with Result for Output, from the operations' pages in the S3 API reference.</summary>
    private static readonly Dictionary<string, string> Roots = new(StringComparer.Ordinal)
    {
        ["CreateMultipartUpload"] = "InitiateMultipartUploadResult",
        ["DeleteObjects"] = "DeleteResult",
        ["GetBucketAccelerateConfiguration"] = "AccelerateConfiguration",
        ["GetBucketAcl"] = "AccessControlPolicy",
        ["GetBucketCors"] = "CORSConfiguration",
        ["GetBucketLifecycleConfiguration"] = "LifecycleConfiguration",
        ["GetBucketLogging"] = "BucketLoggingStatus",
        ["GetBucketNotificationConfiguration"] = "NotificationConfiguration",
        ["GetBucketRequestPayment"] = "RequestPaymentConfiguration",
        ["GetBucketTagging"] = "Tagging",
        ["GetBucketVersioning"] = "VersioningConfiguration",
        ["GetBucketWebsite"] = "WebsiteConfiguration",
        ["GetObjectAcl"] = "AccessControlPolicy",
        ["GetObjectAttributes"] = "GetObjectAttributesResponse",
        ["GetObjectTagging"] = "Tagging",
        ["ListBuckets"] = "ListAllMyBucketsResult",
        ["ListObjects"] = "ListBucketResult",
        ["ListObjectsV2"] = "ListBucketResult",
        ["ListObjectVersions"] = "ListVersionsResult",
    };

    public override Struct Read(WireRequest request, RoutedCall call)
    {
        if (call.Operation.Input is not { } shape)
        {
            return [];
        }

        var input = new Struct();
        if (shape.Payload is { } payload)
        {
            var member = shape.FindMember(payload)!;
            if (request.Body.Length > 0 || member.Shape.Type == ShapeType.Blob)
            {
                input[payload] = member.Shape.Type switch
                {
                    ShapeType.Blob => request.Body,
                    ShapeType.String => Encoding.UTF8.GetString(request.Body),
                    _ => XmlBody.Read(member.Shape, request.Body),
                };
            }
        }
        else if (request.Body.Length > 0 && shape.Members.Any(static member => member.Location is null))
        {
            input = XmlBody.Read(shape, request.Body);
        }

        RestBinding.Read(shape, request, call.Labels, input);
        return input;
    }

    public override WireResponse Write(OperationModel operation, Struct output, string requestId)
    {
        var response = new WireResponse(operation.ResponseCode, null, []);
        if (operation.Output is { } shape)
        {
            WriteBody(operation, shape, output, response);
            RestBinding.Write(shape, output, response);
        }

        return Identified(response, requestId);
    }

    public override WireResponse WriteError(ServiceModel? service, OperationModel? operation, AwsError error, string requestId)
    {
        var body = XmlBody.Document(writer =>
        {
            writer.WriteStartElement("Error");
            writer.WriteElementString("Code", error.Code);
            writer.WriteElementString("Message", error.Message);
            QueryProtocol.WriteDetail(writer, operation, error);
            writer.WriteElementString("RequestId", requestId);
            writer.WriteElementString("HostId", requestId);
            writer.WriteEndElement();
        });

        // The answer to a HEAD has no body, so the code is all in the status.
        return Identified(new WireResponse(StatusOf(operation, error), ContentType, operation?.Method == "HEAD" ? [] : body), requestId);
    }

    private static WireResponse Identified(WireResponse response, string requestId) =>
        response.With("x-amz-request-id", requestId).With("x-amz-id-2", requestId);

    private static void WriteBody(OperationModel operation, Shape shape, Struct output, WireResponse response)
    {
        if (shape.Payload is { } payload)
        {
            var member = shape.FindMember(payload)!;
            switch (output[payload])
            {
                case null:
                    return;
                case byte[] bytes:
                    response.Body = bytes;
                    return;
                case string text:
                    response.Body = Encoding.UTF8.GetBytes(text);
                    return;
                case var value:
                    response.Body = Document(member.WireName, writer => XmlBody.WriteMembers(writer, member.Shape, (Struct)value));
                    response.ContentType = ContentType;
                    return;
            }
        }

        if (operation.Method == "HEAD" || !shape.Members.Any(static member => member.Location is null))
        {
            return;
        }

        response.ContentType = ContentType;

        // The one answer whose root element is itself the value.
        response.Body = operation.Name == "GetBucketLocation"
            ? Document("LocationConstraint", writer => writer.WriteString(output.String("LocationConstraint") ?? ""))
            : Document(Root(operation, shape), writer => XmlBody.WriteMembers(writer, shape, output));
    }

    private static string Root(OperationModel operation, Shape shape) =>
        Roots.GetValueOrDefault(operation.Name) ?? shape.Name.Replace("Output", "Result", StringComparison.Ordinal);

    private static byte[] Document(string root, Action<System.Xml.XmlWriter> write) => XmlBody.Document(writer =>
    {
        writer.WriteStartElement(root, S3Namespace);
        write(writer);
        writer.WriteEndElement();
    });
}
