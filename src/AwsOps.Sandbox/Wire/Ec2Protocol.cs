using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>ec2Query (https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html).</summary>
internal sealed class Ec2Protocol : WireProtocol
{
    private static readonly QueryReader Reader = new(isEc2: true);

    public override Struct Read(WireRequest request, RoutedCall call)
    {
        var tree = QueryTree.Of(call.Parameters);
        var names = (call.Operation.Input?.Members ?? []).Select(Reader.NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var name in tree.Names)
        {
            // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (UnknownParameter)
            if (!names.Contains(name) && !IsCommon(name))
            {
                throw new AwsError("UnknownParameter", $"The parameter {name} is not recognized");
            }
        }

        return call.Operation.Input is { } shape ? Reader.Structure(shape, tree) : [];
    }

    public override WireResponse Write(OperationModel operation, Struct output, string requestId)
    {
        var body = XmlBody.Document(writer =>
        {
            writer.WriteStartElement(operation.Name + "Response", operation.Service.XmlNamespace ?? "");
            writer.WriteElementString("requestId", requestId);
            if (operation.Output is { } shape)
            {
                XmlBody.WriteMembers(writer, shape, output);
            }

            writer.WriteEndElement();
        });
        return new WireResponse(200, "text/xml;charset=UTF-8", body).With("x-amzn-RequestId", requestId);
    }

    public override WireResponse WriteError(ServiceModel? service, OperationModel? operation, AwsError error, string requestId)
    {
        var body = XmlBody.Document(writer =>
        {
            writer.WriteStartElement("Response");
            writer.WriteStartElement("Errors");
            writer.WriteStartElement("Error");
            writer.WriteElementString("Code", error.Code);
            writer.WriteElementString("Message", error.Message);
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteElementString("RequestID", requestId);
            writer.WriteEndElement();
        });
        return new WireResponse(StatusOf(operation, error), "text/xml;charset=UTF-8", body).With("x-amzn-RequestId", requestId);
    }

    private static bool IsCommon(string name) =>
        name is "Action" or "Version" or "AWSAccessKeyId" or "SecurityToken" or "Signature" or "SignatureMethod" or "SignatureVersion" or "Timestamp" or "Expires"
        || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase);
}
