namespace AwsOps.Engine.Scaling;

/// <summary>The metric that a policy scales on.</summary>
public enum ScalingMetric
{
    /// <summary>Average CPU of the ready instances, in percent; saturates at 100 (TT10). ASGAverageCPUUtilization.</summary>
    CpuUtilization,

    /// <summary>Requests per serving instance and minute; does not saturate. ALBRequestCountPerTarget.</summary>
    RequestCountPerTarget,

    /// <summary>Waiting work per instance in service, with <see cref="LoadModel.IsQueued"/>. See https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html.</summary>
    BacklogPerInstance,

    /// <summary>An expression over what the replay knows: <see cref="ReplayPolicy.MetricMath"/>.</summary>
    MetricMath,
}

/// <summary>
/// How a load balancer spreads requests over instances of different capacity. See
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#modify-routing-algorithm.
/// </summary>
public enum LoadSpread
{
    /// <summary>Round robin, a load balancer's default: the same number of requests to each, so the smallest saturates first.</summary>
    Even,

    /// <summary>Least outstanding requests: idealized, in proportion to capacity, so all are used alike.</summary>
    ByCapacity,
}

/// <summary>
/// What load does to an instance. Load is in requests (or units of work) per second and shared by the instances that serve.
/// </summary>
public sealed record LoadModel
{
    /// <summary>Requests per second that one instance serves at 100 percent; of several types, the first (<see cref="FleetType.Capacity"/>).</summary>
    public required double CapacityPerInstance { get; init; }

    /// <summary>CPU of an idle instance, in percent.</summary>
    public double IdleCpuPercent { get; init; }

    /// <summary>The share of an instance's capacity above which users notice: a breach. Demand, for elasticity, is measured against it too.</summary>
    public double LimitUtilization { get; init; } = 0.9;

    /// <summary>How load is spread over instances of different capacity. Work of a queue is always taken by whoever is free.</summary>
    public LoadSpread Spread { get; init; }

    /// <summary>Whether load that can't be served waits (a queue) rather than being lost.</summary>
    public bool IsQueued { get; init; }

    /// <summary>Queued: how many seconds of the fleet's work may wait before it is a breach.</summary>
    public double MaxWaitSeconds { get; init; } = 60;

    /// <summary>Whether EC2 metrics come every five minutes only (basic monitoring, TT11). Request counts come every minute regardless.</summary>
    public bool IsBasicMonitoring { get; init; }

    /// <summary>CPU in percent of an instance that is offered <paramref name="load"/> requests per second.</summary>
    public double Cpu(double load) => CpuAt(load / CapacityPerInstance);

    /// <summary>CPU in percent of an instance that is offered <paramref name="share"/> of what it can serve.</summary>
    public double CpuAt(double share) => IdleCpuPercent + ((100 - IdleCpuPercent) * Math.Min(1, share));

    /// <summary>The capacity, in instances, at which <paramref name="metric"/> is at <paramref name="target"/> under <paramref name="load"/>; infinity when none is.</summary>
    public double InstancesFor(ScalingMetric metric, double target, double load) => metric switch
    {
        ScalingMetric.CpuUtilization => target <= IdleCpuPercent ? double.PositiveInfinity
            : load / CapacityPerInstance * (100 - IdleCpuPercent) / (target - IdleCpuPercent),
        ScalingMetric.RequestCountPerTarget => load * 60 / target,
        _ => load / CapacityPerInstance,
    };

    internal string? FindProblem() =>
        !(CapacityPerInstance > 0) || !double.IsFinite(CapacityPerInstance) ? $"CapacityPerInstance {CapacityPerInstance} is not valid: use requests per second above 0."
        : IdleCpuPercent is < 0 or >= 100 ? $"IdleCpuPercent {IdleCpuPercent} is not valid: use 0 to below 100."
        : !(LimitUtilization is > 0 and <= 1) ? $"LimitUtilization {LimitUtilization} is not valid: use a share above 0, up to 1."
        : null;
}

/// <summary>What an instance costs, in any currency, per hour.</summary>
/// <param name="OnDemandPerHour">An On-Demand Instance.</param>
/// <param name="SpotPerHour">A Spot Instance; null is the On-Demand price.</param>
/// <param name="WarmPoolPerHour">An instance that waits, stopped or hibernated, in the warm pool: its volumes.</param>
public sealed record InstancePrices(double OnDemandPerHour, double? SpotPerHour = null, double WarmPoolPerHour = 0)
{
    /// <summary>Prices of one per hour: the cost is the instance-hours.</summary>
    public static InstancePrices Unit { get; } = new(1);
}
