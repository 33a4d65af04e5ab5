using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>A Classic Load Balancer.</summary>
internal sealed class ClassicBalancer(string arn, string name, DateTime created) : ElbResource(arn)
{
    public string Name { get; } = name;

    public DateTime CreatedTime { get; } = created;

    public bool IsInternal { get; init; }

    public string Scheme => IsInternal ? "internal" : "internet-facing";

    public required string DnsName { get; init; }

    public required Vpc Vpc { get; init; }

    public List<Subnet> Subnets { get; } = [];

    public List<SecurityGroup> SecurityGroups { get; set; } = [];

    /// <summary>Its interfaces, one in each subnet. https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-manage-subnets.html</summary>
    public List<NetworkInterface> Interfaces { get; } = [];

    /// <summary>In the order of their making.</summary>
    public List<ClassicListener> Listeners { get; } = [];

    /// <summary>In the order of their registration.</summary>
    public List<ClassicInstance> Instances { get; } = [];

    public required ClassicHealthCheck HealthCheck { get; set; }

    /// <summary>What was made by the API is off. https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html</summary>
    public bool CrossZone { get; set; }

    /// <summary>The time to drain in seconds; null while draining is off.</summary>
    public int? Draining { get; set; }

    public int IdleTimeout { get; set; } = 60;

    public AccessLog AccessLog { get; set; } = new(Enabled: false, null, null, null);

    /// <summary><c>monitor</c>, <c>defensive</c> or <c>strictest</c>.</summary>
    public string DesyncMitigationMode { get; set; } = "defensive";
}

/// <summary>A listener.</summary>
/// <param name="Protocol">Of clients: <c>HTTP</c>, <c>HTTPS</c>, <c>TCP</c> or <c>SSL</c>.</param>
/// <param name="Port">Port that clients connect to.</param>
/// <param name="InstanceProtocol">Of instances.</param>
/// <param name="InstancePort">Port of instances.</param>
/// <param name="CertificateArn">Server certificate of a secure listener.</param>
internal sealed record ClassicListener(string Protocol, int Port, string InstanceProtocol, int InstancePort, string? CertificateArn)
{
    /// <summary>The security policy that secure listeners get. https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-options.html</summary>
    public const string DefaultPolicy = "ELBSecurityPolicy-2016-08";

    public bool IsSecure => Protocol is "HTTPS" or "SSL";
}

/// <summary>How instances are checked; seconds and counts.</summary>
internal sealed record ClassicHealthCheck(string Target, int Interval = 30, int Timeout = 5, int UnhealthyThreshold = 2, int HealthyThreshold = 10);

/// <summary>Where access logs go; the interval in minutes.</summary>
internal sealed record AccessLog(bool Enabled, string? Bucket, int? Interval, string? Prefix);

/// <summary>A registered instance.</summary>
internal sealed class ClassicInstance(Instance instance)
{
    public Instance Instance { get; } = instance;

    /// <summary>Whether it gets requests.</summary>
    public bool InService { get; set; }

    /// <summary>Whether it failed its checks since it passed them last.</summary>
    public bool Failed { get; set; }

    /// <summary>Whether the checks that run now pass; null while nothing is checked.</summary>
    public bool? Passing { get; set; }

    public bool IsDraining { get; set; }

    /// <summary>The pending change of state.</summary>
    public IDisposable? Timer { get; set; }
}
