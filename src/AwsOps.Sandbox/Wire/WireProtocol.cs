using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>One of AWS's wire protocols, the server's side.</summary>
internal abstract class WireProtocol
{
    public static readonly WireProtocol Query = new QueryProtocol();
    public static readonly WireProtocol Ec2 = new Ec2Protocol();
    public static readonly WireProtocol Json = new JsonProtocol();
    public static readonly WireProtocol Cbor = new CborProtocol();
    public static readonly WireProtocol RestJson = new RestJsonProtocol();
    public static readonly WireProtocol RestXml = new RestXmlProtocol();

    /// <summary>The protocol of a service's model.</summary>
    public static WireProtocol Of(ServiceModel service) => service.Protocol switch
    {
        "query" => Query,
        "ec2" => Ec2,
        "json" => Json,
        "rest-json" => RestJson,
        "rest-xml" => RestXml,
        var other => throw new InvalidOperationException($"Model {service.Name} speaks the unknown protocol '{other}'."),
    };

    /// <summary>Reads the request's members; throws <see cref="AwsError"/> for what can't be read.</summary>
    public abstract Struct Read(WireRequest request, RoutedCall call);

    public abstract WireResponse Write(OperationModel operation, Struct output, string requestId);

    /// <param name="service">The service, where it's known.</param>
    /// <param name="operation">The operation, where it's known.</param>
    /// <param name="error">The error.</param>
    /// <param name="requestId">Id of the call.</param>
    public abstract WireResponse WriteError(ServiceModel? service, OperationModel? operation, AwsError error, string requestId);

    /// <summary>AWS's status for the error: the one thrown, unless it is the usual 400 and the model knows better.</summary>
    protected static int StatusOf(OperationModel? operation, AwsError error) =>
        error.Status == 400 && operation?.FindError(error.Code)?.ErrorStatus is { } modelled ? modelled : error.Status;
}

/// <summary>A request whose operation is known.</summary>
internal sealed record RoutedCall(OperationModel Operation, WireProtocol Protocol)
{
    /// <summary>Parameters of the query protocols.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Labels of a REST path.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
