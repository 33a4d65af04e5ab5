using System.Xml;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>awsQuery (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).</summary>
internal sealed class QueryProtocol : WireProtocol
{
    private static readonly QueryReader Reader = new(isEc2: false);

    public override Struct Read(WireRequest request, RoutedCall call) =>
        call.Operation.Input is { } shape ? Reader.Structure(shape, QueryTree.Of(call.Parameters)) : [];

    public override WireResponse Write(OperationModel operation, Struct output, string requestId)
    {
        var body = XmlBody.Document(writer =>
        {
            writer.WriteStartElement(operation.Name + "Response", operation.Service.XmlNamespace ?? "");
            if (operation.Output is { } shape)
            {
                writer.WriteStartElement(operation.ResultWrapper ?? operation.Name + "Result");
                XmlBody.WriteMembers(writer, shape, output);
                writer.WriteEndElement();
            }

            writer.WriteStartElement("ResponseMetadata");
            writer.WriteElementString("RequestId", requestId);
            writer.WriteEndElement();
            writer.WriteEndElement();
        });
        return new WireResponse(200, "text/xml", body).With("x-amzn-RequestId", requestId);
    }

    public override WireResponse WriteError(ServiceModel? service, OperationModel? operation, AwsError error, string requestId)
    {
        var status = StatusOf(operation, error);
        var body = XmlBody.Document(writer =>
        {
            writer.WriteStartElement("ErrorResponse", service?.XmlNamespace ?? "");
            writer.WriteStartElement("Error");
            writer.WriteElementString("Type", status < 500 ? "Sender" : "Receiver");
            writer.WriteElementString("Code", error.Code);
            writer.WriteElementString("Message", error.Message);
            WriteDetail(writer, operation, error);
            writer.WriteEndElement();
            writer.WriteElementString("RequestId", requestId);
            writer.WriteEndElement();
        });
        return new WireResponse(status, "text/xml", body).With("x-amzn-RequestId", requestId);
    }

    internal static void WriteDetail(XmlWriter writer, OperationModel? operation, AwsError error)
    {
        if (error.Detail is { } detail && operation?.FindError(error.Code) is { } shape)
        {
            XmlBody.WriteMembers(writer, shape, detail);
        }
    }
}
