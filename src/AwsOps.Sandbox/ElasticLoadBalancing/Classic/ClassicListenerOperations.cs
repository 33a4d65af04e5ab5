using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>Listeners. https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html</summary>
internal static class ClassicListenerOperations
{
    /// <summary>Of a load balancer: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-limits.html</summary>
    private const int Maximum = 100;

    private static readonly string[] Protocols = ["HTTP", "HTTPS", "TCP", "SSL"];

    public static void Register(ClassicSimulator simulator)
    {
        simulator.OnBalancer("CreateLoadBalancerListeners", static (_, balancer, request) =>
        {
            var listeners = Parse(request.Structs("Listeners"), balancer.Listeners);
            if (balancer.Listeners.Union(listeners).Count() > Maximum)
            {
                throw new AwsError("InvalidConfigurationRequest", string.Create(CultureInfo.InvariantCulture, $"A load balancer has at most {Maximum} listeners"));
            }

            balancer.Listeners.AddRange(listeners.Except(balancer.Listeners));
            return [];
        });
        simulator.OnBalancer("DeleteLoadBalancerListeners", static (_, balancer, request) =>
        {
            var ports = request.List("LoadBalancerPorts").Select(static p => Convert.ToInt32(p, CultureInfo.InvariantCulture)).ToHashSet();
            balancer.Listeners.RemoveAll(l => ports.Contains(l.Port));
            return [];
        });
    }

    /// <summary>The listeners of a request, checked against each other and those that are there.</summary>
    public static List<ClassicListener> Parse(IReadOnlyList<Struct> given, IReadOnlyList<ClassicListener>? current = null)
    {
        var all = new List<ClassicListener>(current ?? []);
        var parsed = new List<ClassicListener>();
        foreach (var listener in given.Select(Parse))
        {
            // "If a listener with the specified port does not already exist, it is created; otherwise, the properties of the new
            // listener must match the properties of the existing listener." (API_CreateLoadBalancerListeners)
            if (all.Find(l => l.Port == listener.Port) is { } other && other != listener)
            {
                throw new AwsError("DuplicateListener", string.Create(CultureInfo.InvariantCulture, $"A listener already exists with LoadBalancerPort {listener.Port}, but with a different InstancePort, Protocol, or SSLCertificateId"));
            }

            // "If there is another listener with the same InstancePort whose InstanceProtocol is secure, (HTTPS or SSL), the
            // listener's InstanceProtocol must also be secure." And the other way round.
            if (all.Find(l => l.InstancePort == listener.InstancePort && IsSecure(l.InstanceProtocol) != IsSecure(listener.InstanceProtocol)) is { } mixed)
            {
                throw new AwsError("InvalidConfigurationRequest", string.Create(CultureInfo.InvariantCulture, $"InstancePort {listener.InstancePort} can't be both secure and not: another listener's InstanceProtocol is {mixed.InstanceProtocol}"));
            }

            all.Add(listener);
            parsed.Add(listener);
        }

        return [.. parsed.Distinct()];
    }

    public static Struct View(ClassicListener listener) => new()
    {
        {
            "Listener", new Struct
            {
                { "Protocol", listener.Protocol },
                { "LoadBalancerPort", listener.Port },
                { "InstanceProtocol", listener.InstanceProtocol },
                { "InstancePort", listener.InstancePort },
                { "SSLCertificateId", listener.CertificateArn },
            }
        },
        { "PolicyNames", listener.IsSecure ? [ClassicListener.DefaultPolicy] : new List<string>() },
    };

    private static ClassicListener Parse(Struct given)
    {
        var protocol = Protocol(given.String("Protocol")!, "Protocol");
        var instanceProtocol = given.String("InstanceProtocol") is { Length: > 0 } text ? Protocol(text, "InstanceProtocol") : protocol;
        if (protocol.StartsWith("HTTP", StringComparison.Ordinal) != instanceProtocol.StartsWith("HTTP", StringComparison.Ordinal))
        {
            throw new AwsError("ValidationError", $"Protocol {protocol} and InstanceProtocol {instanceProtocol} are not of the same layer: both are HTTP or HTTPS, or both TCP or SSL");
        }

        var port = given.Int("LoadBalancerPort") ?? 0;
        if (port is < 1 or > 65535)
        {
            throw new AwsError("ValidationError", string.Create(CultureInfo.InvariantCulture, $"Load balancer port {port} must be in the range 1 to 65535 inclusive"));
        }

        var certificate = given.String("SSLCertificateId") is { Length: > 0 } arn ? arn : null;
        if (protocol is "HTTPS" or "SSL")
        {
            if (certificate is null)
            {
                throw new AwsError("ValidationError", "Secure Listeners need to specify a SSLCertificateId");
            }

            if (!certificate.StartsWith("arn:", StringComparison.Ordinal) || !(certificate.Contains(":server-certificate/", StringComparison.Ordinal) || certificate.Contains(":certificate/", StringComparison.Ordinal)))
            {
                throw new AwsError("CertificateNotFound", $"Server Certificate not found for the key: {certificate}");
            }
        }

        return new(protocol, port, instanceProtocol, given.Int("InstancePort")!.Value, protocol is "HTTPS" or "SSL" ? certificate : null);
    }

    private static string Protocol(string text, string member) => Array.Find(Protocols, p => p.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? throw new AwsError("UnsupportedProtocol", $"{member} '{text}' is not supported; it is one of {string.Join(", ", Protocols)}");

    private static bool IsSecure(string protocol) => protocol is "HTTPS" or "SSL";
}
