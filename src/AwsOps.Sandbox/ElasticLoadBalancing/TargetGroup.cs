using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>A target group.</summary>
internal sealed class TargetGroup(string arn, string name) : ElbResource(arn)
{
    public string Name { get; } = name;

    public string? Protocol { get; init; }

    public string? ProtocolVersion { get; init; }

    public int? Port { get; init; }

    public Vpc? Vpc { get; init; }

    /// <summary><c>instance</c>, <c>ip</c>, <c>lambda</c> or <c>alb</c>.</summary>
    public string TargetType { get; init; } = "instance";

    public string IpAddressType { get; init; } = "ipv4";

    public required HealthCheck HealthCheck { get; set; }

    public SortedDictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    public List<Target> Targets { get; } = [];

    /// <summary>The last part of the ARN, as CloudWatch's TargetGroup dimension has it: <c>targetgroup/name/id</c>.</summary>
    public string FullName => Arn[(Arn.LastIndexOf(':') + 1)..];

    public TimeSpan DeregistrationDelay =>
        TimeSpan.FromSeconds(int.Parse(Attributes["deregistration_delay.timeout_seconds"], System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>How targets are checked.</summary>
internal sealed record HealthCheck
{
    public bool Enabled { get; init; } = true;

    public string? Protocol { get; init; }

    public string Port { get; init; } = "traffic-port";

    public string? Path { get; init; }

    public string? HttpCode { get; init; }

    public string? GrpcCode { get; init; }

    public int IntervalSeconds { get; init; } = 30;

    public int TimeoutSeconds { get; init; } = 5;

    public int HealthyThreshold { get; init; } = 5;

    public int UnhealthyThreshold { get; init; } = 2;
}

/// <summary>States of a target.</summary>
internal enum TargetState
{
    Initial,
    Healthy,
    Unhealthy,

    /// <summary>Not in use: no listener, or the instance is stopped, or its zone is not enabled.</summary>
    Unused,
    Draining,

    /// <summary>Health checks are off.</summary>
    Unavailable,
}

/// <summary>A registered target.</summary>
internal sealed class Target(string id, int? port)
{
    /// <summary>Instance id, address, function or load balancer ARN.</summary>
    public string Id { get; } = id;

    public int? Port { get; } = port;

    public string? AvailabilityZone { get; init; }

    /// <summary>Null for targets that are no instances.</summary>
    public Instance? Instance { get; init; }

    public TargetState State { get; set; } = TargetState.Unused;

    /// <summary>Reason code, e.g. <c>Elb.InitialHealthChecking</c>; null when healthy.</summary>
    public string? Reason { get; set; }

    public string? Description { get; set; }

    /// <summary>Whether the checks that run now pass.</summary>
    public bool? Passing { get; set; }

    /// <summary>The pending change of state.</summary>
    public IDisposable? Timer { get; set; }
}

/// <summary>A target went from one state to another.</summary>
internal sealed record TargetHealthChange(TargetGroup Group, Target Target, TargetState Previous, TargetState Current);
