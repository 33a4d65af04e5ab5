using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>
/// Finds what a request asks for: the service by the signature's scope, else by target, API version, host or path;
/// the operation by the protocol that the request is written in.
/// </summary>
internal static class ServiceRouter
{
    private const string CborMarker = "rpc-v2-cbor";

    private static readonly Dictionary<string, Lazy<RestRoutes>> RestRoutes = ServiceModel.All.Values
        .Where(static model => model.Protocol.StartsWith("rest-", StringComparison.Ordinal))
        .ToDictionary(static model => model.Name, static model => new Lazy<RestRoutes>(() => new RestRoutes(model)), StringComparer.Ordinal);

    public static ServiceModel? FindService(WireRequest request, Authentication? authentication, IReadOnlyList<KeyValuePair<string, string>> form)
    {
        var models = ServiceModel.All.Values;
        if (authentication is not null)
        {
            var version = Value(form, "Version");
            return models.FirstOrDefault(model => model.SigningName == authentication.SigningName
                && (version is null || model.Protocol is not ("query" or "ec2") || version == model.ApiVersion));
        }

        if (request.Header("x-amz-target")?.Split('.') is [.. var target, _])
        {
            return models.FirstOrDefault(model => model.TargetPrefix == string.Join('.', target));
        }

        if (Value(form, "Action") is { } action && Value(form, "Version") is { } apiVersion)
        {
            return models.FirstOrDefault(model => model.ApiVersion == apiVersion && model.Operations.ContainsKey(action));
        }

        var host = request.Header("Host") ?? "";
        return models.FirstOrDefault(model => host.StartsWith(model.EndpointPrefix + ".", StringComparison.OrdinalIgnoreCase))
            ?? models.FirstOrDefault(model => model.Protocol == "rest-json"
                && RestRoutes[model.Name].Value.Find(request, request.RawPath) is { Operation.Unsigned: true });
    }

    /// <summary>The region of an unsigned request: the label of the host that looks like one.</summary>
    public static string RegionOfHost(WireRequest request) => (request.Header("Host") ?? "").Split('.', ':')
        .FirstOrDefault(static label => label.Length > 6 && label.Count(static c => c == '-') >= 2 && char.IsAsciiDigit(label[^1])) ?? "us-east-1";

    /// <summary>The protocol that the request is written in; a service may speak more than one.</summary>
    public static WireProtocol ProtocolOf(WireRequest request, ServiceModel? service)
    {
        if (request.Header("smithy-protocol") == CborMarker)
        {
            return WireProtocol.Cbor;
        }

        if (request.Header("x-amz-target") is not null)
        {
            return WireProtocol.Json;
        }

        if (service is not null)
        {
            return WireProtocol.Of(service);
        }

        return request.Header("Content-Type")?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? WireProtocol.RestJson : WireProtocol.Query;
    }

    /// <exception cref="AwsError">The service has no such operation.</exception>
    public static RoutedCall Route(WireRequest request, ServiceModel service, WireProtocol protocol, IReadOnlyList<KeyValuePair<string, string>> form)
    {
        if (protocol == WireProtocol.Cbor)
        {
            return new RoutedCall(Operation(service, request.RawPath.Split('/')[^1]), protocol);
        }

        if (protocol == WireProtocol.Json)
        {
            return new RoutedCall(Operation(service, (request.Header("x-amz-target") ?? "").Split('.')[^1]), protocol);
        }

        if (protocol == WireProtocol.Query || protocol == WireProtocol.Ec2)
        {
            var action = Value(form, "Action") ?? throw new AwsError("MissingAction", "The request must contain the parameter Action");
            return new RoutedCall(Operation(service, action), protocol) { Parameters = form };
        }

        var path = service.Name == "s3" ? S3Path(request) : request.RawPath;
        return RestRoutes[service.Name].Value.Find(request, path) is var (operation, labels)
            ? new RoutedCall(operation, protocol) { Labels = labels }
            : throw NotSimulated.Unmodelled(service.Name, $"{request.Method} {request.RawPath}");
    }

    public static string? Value(IReadOnlyList<KeyValuePair<string, string>> parameters, string name)
    {
        foreach (var (key, value) in parameters)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private static OperationModel Operation(ServiceModel service, string name) =>
        service.Operations.TryGetValue(name, out var operation) ? operation : throw NotSimulated.Unmodelled(service.Name, name);

    /// <summary>
    /// The path with the bucket first, also where the bucket is in the host
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
    /// </summary>
    private static string S3Path(WireRequest request)
    {
        var host = (request.Header("Host") ?? "").Split(':')[0];
        var end = new[] { ".s3.", ".s3-", ".localhost" }.Select(mark => host.IndexOf(mark, StringComparison.OrdinalIgnoreCase)).Where(static at => at > 0).DefaultIfEmpty(-1).Min();
        return end < 0 ? request.RawPath : $"/{host[..end]}{request.RawPath}";
    }
}
