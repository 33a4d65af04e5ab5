using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>Smithy RPC v2 CBOR, which newer SDKs speak to CloudWatch (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html).</summary>
internal sealed class CborProtocol : WireProtocol
{
    private const string ContentType = "application/cbor";

    public override Struct Read(WireRequest request, RoutedCall call) =>
        call.Operation.Input is { } shape ? CborBody.Read(shape, request.Body) : [];

    public override WireResponse Write(OperationModel operation, Struct output, string requestId)
    {
        var writer = new CborWriter();
        if (operation.Output is { } shape)
        {
            CborBody.Write(writer, shape, output);
        }
        else
        {
            writer.Map(0);
        }

        return Response(200, writer, requestId);
    }

    public override WireResponse WriteError(ServiceModel? service, OperationModel? operation, AwsError error, string requestId)
    {
        var shape = operation?.FindError(error.Code);
        var detail = shape is null ? [] : shape.Members.Where(member => error.Detail?.Has(member.Name) == true).ToList();
        var writer = new CborWriter();
        writer.Map(2 + detail.Count);
        writer.Text("__type");
        writer.Text(shape?.Name ?? error.Code);
        writer.Text(ErrorNames.Message(shape));
        writer.Text(error.Message);
        foreach (var member in detail)
        {
            writer.Text(member.Name);
            CborBody.Write(writer, member.Shape, error.Detail![member.Name]!);
        }

        var response = Response(StatusOf(operation, error), writer, requestId);
        ErrorNames.AddQueryError(service, error, response);
        return response;
    }

    private static WireResponse Response(int status, CborWriter writer, string requestId) =>
        new WireResponse(status, ContentType, writer.ToArray()).With("x-amzn-RequestId", requestId).With("smithy-protocol", "rpc-v2-cbor");
}
