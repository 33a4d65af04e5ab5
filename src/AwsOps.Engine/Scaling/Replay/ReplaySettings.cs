namespace AwsOps.Engine.Scaling;

/// <summary>Processes of a group that can be suspended, as far as a replay has them. See https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html.</summary>
[Flags]
public enum ScalingProcesses
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Launching instances.</summary>
    Launch = 1,

    /// <summary>Terminating instances.</summary>
    Terminate = 2,

    /// <summary>Acting on alarms: policies.</summary>
    AlarmNotification = 4,

    /// <summary>Scheduled actions; those whose time passes are lost.</summary>
    ScheduledActions = 8,

    /// <summary>Replacing unhealthy instances.</summary>
    ReplaceUnhealthy = 16,

    /// <summary>Rebalancing Availability Zones. Launches and terminations still go to the emptiest and the fullest zone.</summary>
    AZRebalance = 32,

    /// <summary>Adding instances to the load balancer: those launched meanwhile are in service and get no requests.</summary>
    AddToLoadBalancer = 64,
}

/// <summary>What goes wrong.</summary>
public enum IncidentKind
{
    /// <summary>Instances fail, or all of a zone.</summary>
    Failure,

    /// <summary>
    /// EC2 takes Spot Instances back: two minutes after the notice at <see cref="ReplayIncident.At"/> those that it was given to are gone. See
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html.
    /// </summary>
    SpotInterruption,

    /// <summary>EC2 has no capacity (InsufficientInstanceCapacity): launches fail, what runs goes on.</summary>
    NoCapacity,
}

/// <summary>Something that goes wrong in a replay: instances fail or are interrupted, a whole zone fails, or capacity can't be had.</summary>
/// <param name="At">When, in seconds from the start.</param>
/// <param name="Instances">How many instances it hits, the longest-running first; ignored for a zone's failure and for want of capacity.</param>
/// <param name="Zone">The zone, from 0; null for any.</param>
/// <param name="Seconds">How long the zone, or the capacity, is unavailable to launches.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="InstanceType">Interruption and want of capacity: only of this type; null for any.</param>
/// <param name="IsSpot">Want of capacity: only of Spot (true) or On-Demand (false); null for both.</param>
/// <param name="RecommendationLead">
/// Interruption: how many seconds before the notice EC2 recommends to rebalance; 0 when "the rebalance recommendation signal can arrive along with the two-minute interruption notice".
/// </param>
public readonly record struct ReplayIncident(
    long At, int Instances, int? Zone = null, int Seconds = 0, IncidentKind Kind = IncidentKind.Failure, string? InstanceType = null, bool? IsSpot = null, int RecommendationLead = 0)
{
    /// <summary>Seconds from the notice of an interruption to its end.</summary>
    public const int InterruptionNoticeSeconds = 120;
}

/// <summary>
/// A warm pool: full and ready at the start. See https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html.
/// </summary>
/// <param name="MaxPrepared">MaxGroupPreparedCapacity; null is the maximum size.</param>
/// <param name="MinSize">The pool's least size.</param>
/// <param name="State">The state in which instances wait.</param>
/// <param name="ReuseOnScaleIn">Whether scale-in returns instances to the pool rather than terminating them.</param>
public sealed record ReplayWarmPool(int? MaxPrepared = null, int MinSize = 0, WarmPoolState State = WarmPoolState.Stopped, bool ReuseOnScaleIn = false);

/// <summary>A group, its policies and schedules, and what they are replayed under.</summary>
public sealed record ReplaySettings
{
    /// <summary>The minimum size, in capacity units.</summary>
    public required int MinSize { get; init; }

    /// <summary>The maximum size, in capacity units.</summary>
    public required int MaxSize { get; init; }

    /// <summary>The desired capacity at the start, all of it in service; null is the minimum.</summary>
    public int? DesiredCapacity { get; init; }

    /// <summary>The group's DefaultInstanceWarmup in seconds; null (or −1) when it is not set.</summary>
    public int? DefaultInstanceWarmup { get; init; }

    /// <summary>The group's DefaultCooldown in seconds.</summary>
    public int DefaultCooldown { get; init; } = SimpleScaling.DefaultCooldownSeconds;

    /// <summary>Capacity units per instance (its weight), of a group with one type; the load model is per instance.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The group's instance types with their weights, capacities and prices; null is one type of <see cref="Weight"/>.</summary>
    public MixedFleet? Fleet { get; init; }

    /// <summary>Capacity units of the instance that <see cref="LoadModel.CapacityPerInstance"/> is of: of several types, the first.</summary>
    public int UnitsPerInstance => Fleet is { Types.Count: > 0 } ? Fleet.Types[0].Weight : Weight;

    /// <summary>The fleet with every capacity and price filled in; of one type when <see cref="Fleet"/> is null.</summary>
    public MixedFleet ResolvedFleet =>
        (Fleet ?? new MixedFleet { Types = [new FleetType { InstanceType = "", Weight = Weight }] }).Resolve(Load.CapacityPerInstance, Prices);

    /// <summary>How many Availability Zones the group has.</summary>
    public int Zones { get; init; } = 1;

    /// <summary>On-Demand base and percentage above it (MI1); the defaults are all On-Demand.</summary>
    public (int OnDemandBase, int OnDemandPercent) Purchase { get; init; } = (0, 100);

    /// <summary>Whether Spot Instances are replaced when EC2 recommends it, before they are interrupted (CR1).</summary>
    public bool CapacityRebalance { get; init; }

    /// <summary>Why the group can't have a warm pool, or null.</summary>
    public string? FindWarmPoolProblem() =>
        Engine.Scaling.WarmPool.FindProblem(hasWeights: Weight > 1 || Fleet?.LargestWeight > 1, launchesSpot: Purchase.OnDemandPercent < 100);

    /// <summary>The warm pool, if there is one.</summary>
    public ReplayWarmPool? WarmPool { get; init; }

    /// <summary>The policies.</summary>
    public IReadOnlyList<ReplayPolicy> Policies { get; init; } = [];

    /// <summary>The scheduled actions.</summary>
    public IReadOnlyList<ScheduledAction> Schedules { get; init; } = [];

    /// <summary>Processes that are suspended throughout.</summary>
    public ScalingProcesses Suspended { get; init; }

    /// <summary>What load does to instances.</summary>
    public required LoadModel Load { get; init; }

    /// <summary>How long things take.</summary>
    public ScalingTimings Timings { get; init; } = ScalingTimings.Observed;

    /// <summary>What goes wrong, in order of time.</summary>
    public IReadOnlyList<ReplayIncident> Incidents { get; init; } = [];

    /// <summary>What instances cost; of several types, the first that has no prices of its own.</summary>
    public InstancePrices Prices { get; init; } = InstancePrices.Unit;

    /// <summary>What is wrong with the settings, or null. The text names the parameter, its value and what would be right.</summary>
    public string? FindProblem()
    {
        if (MinSize < 0)
        {
            return $"MinSize {MinSize} is negative: use 0 or more.";
        }

        if (MaxSize < MinSize)
        {
            return $"MaxSize {MaxSize} is less than MinSize {MinSize}.";
        }

        if (DesiredCapacity is { } desired && (desired < MinSize || desired > MaxSize))
        {
            return $"DesiredCapacity {desired} is not between MinSize {MinSize} and MaxSize {MaxSize}.";
        }

        if (Weight < 1 || Zones < 1)
        {
            return Weight < 1 ? $"Weight {Weight} is not valid: use 1 or more." : $"Zones {Zones} is not valid: use 1 or more.";
        }

        if (Purchase.OnDemandBase < 0 || Purchase.OnDemandPercent is < 0 or > 100)
        {
            return $"Purchase {Purchase} is not valid: use a base of 0 or more and a percentage of 0 to 100.";
        }

        if (WarmPool is { MinSize: < 0 } or { MaxPrepared: < -1 })
        {
            return $"{WarmPool} is not valid: use a MinSize of 0 or more and a MaxPrepared of 0 or more, -1 or null for the maximum size.";
        }

        if (WarmPool is not null && FindWarmPoolProblem() is { } noPool)
        {
            return $"WarmPool: {noPool}";
        }

        if (Policies.OfType<PredictivePolicy>().Count(p => p.IsEnabled) > 1)
        {
            return "Policies: only one predictive scaling policy can scale the group; disable the others.";
        }

        if (!Load.IsQueued && Policies.FirstOrDefault(p => p.Metric == ScalingMetric.BacklogPerInstance || p.MetricMath?.Queries.Any(q => q.Signal == ReplaySignal.QueueMessages) == true) is { } backlog)
        {
            return $"Policy '{backlog.Name}' scales on the messages of a queue, which needs Load.IsQueued.";
        }

        if (Incidents.Any(static i => i.At < 0 || i.Instances < 0 || i.Seconds < 0 || i.RecommendationLead < 0))
        {
            return "An incident has a negative time or number: use 0 or more.";
        }

        if (Incidents.FirstOrDefault(i => i.Zone < 0 || i.Zone >= Zones).Zone is { } zone)
        {
            return $"An incident is in zone {zone}, which the group does not have: use 0 to {Zones - 1}.";
        }

        if (Incidents.FirstOrDefault(i => i.InstanceType is not null && Fleet?.Types.Any(t => t.InstanceType == i.InstanceType) != true).InstanceType is { } unknown)
        {
            return $"An incident is of the instance type {unknown}, which the group does not have: use {(Fleet is null ? "none" : string.Join(", ", Fleet.Types.Select(static t => t.InstanceType)))}.";
        }

        if (Fleet is { Types: [{ Capacity: { } own } first, ..] } && own != Load.CapacityPerInstance)
        {
            return $"Capacity {own} of {first.InstanceType}, the first type, is not CapacityPerInstance {Load.CapacityPerInstance}: leave one of them out.";
        }

        if (Fleet is not null && Weight != 1)
        {
            return $"Weight {Weight} is of a group with one type, and Fleet has types of its own: give the weights there.";
        }

        return Fleet?.FindProblem() ?? Load.FindProblem() ?? Timings.FindProblem()
            ?? Policies.Select(p => p.FindProblem() ?? p.FindMathProblem()).FirstOrDefault(p => p is not null)
            ?? Schedules.Select(s => s.FindProblem()).FirstOrDefault(p => p is not null);
    }

    /// <summary>Throws when <see cref="FindProblem"/> finds something.</summary>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    public ReplaySettings Validated() => FindProblem() is { } problem ? throw new ArgumentException(problem) : this;
}
