using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>An Application or Network Load Balancer.</summary>
internal sealed class LoadBalancer(string arn, string name, string type, DateTime created) : ElbResource(arn)
{
    public string Name { get; } = name;

    /// <summary><c>application</c> or <c>network</c>.</summary>
    public string Type { get; } = type;

    public bool IsApplication => Type == "application";

    public DateTime CreatedTime { get; } = created;

    public string Scheme { get; init; } = "internet-facing";

    public string DnsName { get; init; } = string.Empty;

    public required Vpc Vpc { get; init; }

    public string IpAddressType { get; set; } = "ipv4";

    /// <summary><c>provisioning</c>, then <c>active</c>.</summary>
    public string State { get; set; } = "provisioning";

    public List<Subnet> Subnets { get; } = [];

    public List<SecurityGroup> SecurityGroups { get; set; } = [];

    /// <summary>Its interfaces, one in each subnet.</summary>
    public List<NetworkInterface> Interfaces { get; } = [];

    public SortedDictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    public List<Listener> Listeners { get; } = [];

    /// <summary>The last part of the ARN, as CloudWatch's LoadBalancer dimension has it: <c>app/name/id</c>.</summary>
    public string FullName => Arn[(Arn.IndexOf(":loadbalancer/", StringComparison.Ordinal) + ":loadbalancer/".Length)..];
}

/// <summary>A listener: a port and what happens to requests on it.</summary>
internal sealed class Listener(string arn, LoadBalancer balancer) : ElbResource(arn)
{
    public LoadBalancer LoadBalancer { get; } = balancer;

    public required string Protocol { get; set; }

    public required int Port { get; set; }

    public string? SslPolicy { get; set; }

    /// <summary>The default one first.</summary>
    public List<string> Certificates { get; } = [];

    public List<string> AlpnPolicy { get; set; } = [];

    public SortedDictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>By priority; the default rule is last.</summary>
    public List<ListenerRule> Rules { get; } = [];

    public ListenerRule DefaultRule => Rules.First(static r => r.IsDefault);
}

/// <summary>A rule of a listener.</summary>
internal sealed class ListenerRule(string arn, Listener listener) : ElbResource(arn)
{
    public Listener Listener { get; } = listener;

    /// <summary>Null for the default rule.</summary>
    public int? Priority { get; set; }

    public bool IsDefault => Priority is null;

    public List<Kernel.Struct> Conditions { get; set; } = [];

    public List<Kernel.Struct> Actions { get; set; } = [];

    /// <summary>ARNs of the target groups its forward actions name.</summary>
    public IEnumerable<string> TargetGroupArns => Actions.SelectMany(static a =>
        a.Child("ForwardConfig")?.Structs("TargetGroups").Select(static t => t.String("TargetGroupArn")) ?? [a.String("TargetGroupArn")])
        .OfType<string>();
}
