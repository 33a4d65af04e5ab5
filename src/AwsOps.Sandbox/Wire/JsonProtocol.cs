using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>awsJson 1.0 and 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).</summary>
internal sealed class JsonProtocol : WireProtocol
{
    public override Struct Read(WireRequest request, RoutedCall call) =>
        call.Operation.Input is { } shape ? JsonBody.Read(shape, request.Body) : [];

    public override WireResponse Write(OperationModel operation, Struct output, string requestId)
    {
        var body = operation.Output is { } shape ? JsonBody.Document(writer => JsonBody.Write(writer, shape, output)) : [];
        return new WireResponse(200, ContentType(operation.Service), body).With("x-amzn-RequestId", requestId);
    }

    public override WireResponse WriteError(ServiceModel? service, OperationModel? operation, AwsError error, string requestId)
    {
        var shape = operation?.FindError(error.Code);
        var body = JsonBody.Document(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("__type", shape?.Name ?? error.Code);
            writer.WriteString(ErrorNames.Message(shape), error.Message);
            if (shape is not null && error.Detail is { } detail)
            {
                JsonBody.WriteMembers(writer, shape, detail);
            }

            writer.WriteEndObject();
        });
        var response = new WireResponse(StatusOf(operation, error), ContentType(service), body).With("x-amzn-RequestId", requestId);
        ErrorNames.AddQueryError(service, error, response);
        return response;
    }

    private static string ContentType(ServiceModel? service) => "application/x-amz-json-" + (service?.JsonVersion ?? "1.1");
}
