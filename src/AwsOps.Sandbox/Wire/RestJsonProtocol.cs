using System.Text;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>restJson1 (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).</summary>
internal sealed class RestJsonProtocol : WireProtocol
{
    private const string ContentType = "application/json";

    public override Struct Read(WireRequest request, RoutedCall call)
    {
        if (call.Operation.Input is not { } shape)
        {
            return [];
        }

        var input = shape.Payload is null ? JsonBody.Read(shape, request.Body) : [];
        if (shape.Payload is { } payload && request.Body.Length > 0)
        {
            var member = shape.FindMember(payload)!;
            input[payload] = member.Shape.Type switch
            {
                ShapeType.Blob => request.Body,
                ShapeType.String => Encoding.UTF8.GetString(request.Body),
                _ => JsonBody.Read(member.Shape, request.Body),
            };
        }

        RestBinding.Read(shape, request, call.Labels, input);
        return input;
    }

    public override WireResponse Write(OperationModel operation, Struct output, string requestId)
    {
        var response = new WireResponse(operation.ResponseCode, ContentType, []);
        if (operation.Output is { } shape)
        {
            response.Body = Body(shape, output);
            RestBinding.Write(shape, output, response);
        }

        return response.With("x-amzn-RequestId", requestId);
    }

    public override WireResponse WriteError(ServiceModel? service, OperationModel? operation, AwsError error, string requestId)
    {
        var shape = operation?.FindError(error.Code);
        var body = JsonBody.Document(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(ErrorNames.Message(shape), error.Message);
            if (shape is not null && error.Detail is { } detail)
            {
                JsonBody.WriteMembers(writer, shape, detail);
            }

            writer.WriteEndObject();
        });
        return new WireResponse(StatusOf(operation, error), ContentType, body)
            .With("x-amzn-RequestId", requestId)
            .With("x-amzn-ErrorType", error.Code);
    }

    private static byte[] Body(Shape shape, Struct output) => shape.Payload is not { } payload
        ? JsonBody.Document(writer => JsonBody.Write(writer, shape, output))
        : output[payload] switch
        {
            null => [],
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            var value => JsonBody.Document(writer => JsonBody.Write(writer, shape.FindMember(payload)!.Shape, value)),
        };
}
