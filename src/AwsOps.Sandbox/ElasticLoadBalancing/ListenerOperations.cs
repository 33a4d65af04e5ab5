using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Listeners. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html</summary>
internal static class ListenerOperations
{
    private const string DefaultPolicy = "ELBSecurityPolicy-2016-08";

    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("CreateListener", Create);
        simulator.Op("DescribeListeners", List);
        simulator.Op("ModifyListener", Modify);
        simulator.Op("DeleteListener", Delete);
        simulator.Op("AddListenerCertificates", AddCertificates);
        simulator.Op("RemoveListenerCertificates", RemoveCertificates);
        simulator.Op("DescribeListenerCertificates", static (call, elb, request) =>
            ElbPage.Of(request, elb.GetListener(request.String("ListenerArn")!).Certificates.Select(static (c, i) => (Arn: c, IsDefault: i == 0)), "Certificates", static c => Certificate(c.Arn, c.IsDefault)));
    }

    private static Struct Create(Call call, ElbState elb, Struct request)
    {
        var balancer = elb.GetLoadBalancer(request.String("LoadBalancerArn")!);
        var port = CheckPort(request.Int("Port") ?? throw new AwsError("ValidationError", "A listener port must be specified"));
        var protocol = CheckProtocol(balancer, request.String("Protocol") ?? throw new AwsError("ValidationError", "A listener protocol must be specified"));
        CheckFree(balancer, port, null);
        var certificates = Certificates(protocol, request, []);
        var actions = Actions.Parse(elb, balancer, protocol, request.Structs("DefaultActions"));
        var tags = ElbTagOperations.Parse(request);
        if (balancer.Listeners.Count >= 50)
        {
            throw new AwsError("TooManyListeners", $"The maximum number of listeners has been reached on load balancer '{balancer.Arn}'");
        }

        var arn = $"{balancer.Arn.Replace(":loadbalancer/", ":listener/", StringComparison.Ordinal)}/{call.Ids.Hex(16)}";
        var listener = new Listener(arn, balancer)
        {
            Protocol = protocol,
            Port = port,
            SslPolicy = Policy(protocol, request.String("SslPolicy"), null),
            AlpnPolicy = [.. request.Strings("AlpnPolicy")],
        };
        listener.Certificates.AddRange(certificates);
        listener.Rules.Add(new ListenerRule(RuleOperations.NewArn(call, listener), listener) { Actions = actions });
        foreach (var (key, value) in AttributeDefaults.Of(listener))
        {
            listener.Attributes[key] = value;
        }

        foreach (var (key, value) in tags)
        {
            listener.Tags[key] = value;
        }

        balancer.Listeners.Add(listener);
        elb.CheckTargetsOf(balancer);
        return Answer(listener);
    }

    private static int CheckPort(int port) => port is >= 1 and <= 65535 ? port : throw new AwsError("ValidationError", $"Listener port '{port}' must be between 1 and 65535");

    private static string CheckProtocol(LoadBalancer balancer, string protocol)
    {
        string[] allowed = balancer.IsApplication ? ["HTTP", "HTTPS"] : ["TCP", "TLS", "UDP", "TCP_UDP"];
        return allowed.Contains(protocol)
            ? protocol
            : throw new AwsError("ValidationError", $"Listener protocol '{protocol}' must be one of '{string.Join(", ", allowed)}' for a load balancer with type '{balancer.Type}'");
    }

    private static void CheckFree(LoadBalancer balancer, int port, Listener? except)
    {
        if (balancer.Listeners.Exists(l => l != except && l.Port == port))
        {
            throw new AwsError("DuplicateListener", $"A listener already exists on this port for this load balancer '{balancer.Arn}'");
        }
    }

    private static List<string> Certificates(string protocol, Struct request, List<string> current)
    {
        var given = request.Structs("Certificates").Select(static c => c.String("CertificateArn")).OfType<string>().ToList();
        if (protocol is not ("HTTPS" or "TLS"))
        {
            return given.Count == 0
                ? []
                : throw new AwsError("ValidationError", $"A certificate cannot be specified for {protocol} listeners");
        }

        if (given.Count == 0 && current.Count == 0)
        {
            throw new AwsError("ValidationError", $"A certificate must be specified for {protocol} listeners");
        }

        if (given.Count > 1)
        {
            throw new AwsError("TooManyCertificates", "Up to one certificate can be specified, but " + given.Count + " were specified");
        }

        return given.Find(static c => !c.StartsWith("arn:aws:acm:", StringComparison.Ordinal) && !c.StartsWith("arn:aws:iam:", StringComparison.Ordinal)) is { } wrong
            ? throw new AwsError("CertificateNotFound", $"Certificate '{wrong}' not found")
            : given.Count > 0 ? [given[0], .. current.Skip(1)] : current;
    }

    private static string? Policy(string protocol, string? wanted, string? current)
    {
        if (protocol is not ("HTTPS" or "TLS"))
        {
            return wanted is null ? null : throw new AwsError("ValidationError", $"An SSL policy cannot be specified for {protocol} listeners");
        }

        return wanted is null || AccountOperations.SslPolicies.Contains(wanted)
            ? wanted ?? current ?? DefaultPolicy
            : throw new AwsError("SSLPolicyNotFound", $"SSL policy '{wanted}' not found");
    }

    private static Struct List(Call call, ElbState elb, Struct request)
    {
        var (balancerArn, arns) = (request.String("LoadBalancerArn"), request.Strings("ListenerArns"));
        if ((balancerArn is null) == (arns.Count == 0))
        {
            throw new AwsError("ValidationError", "You must specify either listener ARNs or a load balancer ARN");
        }

        IEnumerable<Listener> chosen = balancerArn is not null ? elb.GetLoadBalancer(balancerArn).Listeners : arns.Select(elb.GetListener).ToList();
        return ElbPage.Of(request, chosen, "Listeners", View);
    }

    private static Struct Modify(Call call, ElbState elb, Struct request)
    {
        var listener = elb.GetListener(request.String("ListenerArn")!);
        var balancer = listener.LoadBalancer;
        var protocol = request.String("Protocol") is { } p ? CheckProtocol(balancer, p) : listener.Protocol;
        var port = request.Int("Port") is { } n ? CheckPort(n) : listener.Port;
        CheckFree(balancer, port, listener);
        var certificates = Certificates(protocol, request, listener.Certificates);
        var policy = Policy(protocol, request.String("SslPolicy"), listener.SslPolicy);
        var actions = request.Has("DefaultActions")
            ? Actions.Parse(elb, balancer, protocol, request.Structs("DefaultActions"))
            : listener.DefaultRule.Actions;
        (listener.Protocol, listener.Port, listener.SslPolicy) = (protocol, port, policy);
        var replaced = certificates.ToList();
        listener.Certificates.Clear();
        listener.Certificates.AddRange(replaced);
        var forwarded = elb.TargetGroups.Where(g => elb.BalancersOf(g).Contains(balancer)).ToList();
        listener.DefaultRule.Actions = actions;
        elb.CheckTargetsOf(balancer);
        forwarded.ForEach(elb.CheckTargetsOf);
        return Answer(listener);
    }

    private static Struct? Delete(Call call, ElbState elb, Struct request)
    {
        var listener = elb.GetListener(request.String("ListenerArn")!);
        var forwarded = elb.TargetGroups.Where(g => elb.BalancersOf(g).Contains(listener.LoadBalancer)).ToList();
        listener.LoadBalancer.Listeners.Remove(listener);
        forwarded.ForEach(elb.CheckTargetsOf);
        return [];
    }

    private static Struct AddCertificates(Call call, ElbState elb, Struct request)
    {
        var listener = elb.GetListener(request.String("ListenerArn")!);
        if (listener.Protocol is not ("HTTPS" or "TLS"))
        {
            throw new AwsError("ValidationError", $"A certificate cannot be specified for {listener.Protocol} listeners");
        }

        foreach (var arn in request.Structs("Certificates").Select(static c => c.String("CertificateArn")).OfType<string>().Where(a => !listener.Certificates.Contains(a)))
        {
            listener.Certificates.Add(arn);
        }

        return new Struct { { "Certificates", listener.Certificates.Skip(1).Select(static c => Certificate(c, false)).ToList() } };
    }

    private static Struct? RemoveCertificates(Call call, ElbState elb, Struct request)
    {
        var listener = elb.GetListener(request.String("ListenerArn")!);
        foreach (var arn in request.Structs("Certificates").Select(static c => c.String("CertificateArn")).OfType<string>())
        {
            if (listener.Certificates.Count > 0 && listener.Certificates[0] == arn)
            {
                throw new AwsError("OperationNotPermitted", $"The default certificate '{arn}' cannot be removed; replace it with ModifyListener");
            }

            listener.Certificates.Remove(arn);
        }

        return [];
    }

    private static Struct Certificate(string arn, bool isDefault) => new() { { "CertificateArn", arn }, { "IsDefault", isDefault } };

    private static Struct Answer(Listener listener) => new() { { "Listeners", new List<Struct> { View(listener) } } };

    private static Struct View(Listener listener) => new()
    {
        { "ListenerArn", listener.Arn },
        { "LoadBalancerArn", listener.LoadBalancer.Arn },
        { "Port", listener.Port },
        { "Protocol", listener.Protocol },
        { "SslPolicy", listener.SslPolicy },
        { "Certificates", listener.Certificates.Count == 0 ? null : new List<Struct> { new() { { "CertificateArn", listener.Certificates[0] } } } },
        { "AlpnPolicy", listener.AlpnPolicy.Count == 0 ? null : listener.AlpnPolicy },
        { "DefaultActions", listener.DefaultRule.Actions },
    };
}

internal sealed partial class ElbState
{
    /// <summary>A listener by ARN, or the service's error.</summary>
    public Listener GetListener(string arn) => LoadBalancers.SelectMany(static b => b.Listeners).FirstOrDefault(l => l.Arn == arn)
        ?? throw new AwsError("ListenerNotFound", $"One or more listeners not found: '{arn}'");

    /// <summary>A rule by ARN, or the service's error.</summary>
    public ListenerRule GetRule(string arn) => LoadBalancers.SelectMany(static b => b.Listeners).SelectMany(static l => l.Rules).FirstOrDefault(r => r.Arn == arn)
        ?? throw new AwsError("RuleNotFound", $"One or more rules not found: '{arn}'");
}
