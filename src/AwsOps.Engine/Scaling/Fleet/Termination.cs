namespace AwsOps.Engine.Scaling;

/// <summary>Which instance a scale-in takes. The names are Auto Scaling's.</summary>
public enum TerminationPolicy
{
    /// <summary>Allocation strategy, then oldest launch configuration or template, then nearest the billing hour.</summary>
    Default,

    /// <summary>Aligns what remains with the allocation strategy.</summary>
    AllocationStrategy,

    /// <summary>The oldest launch template: other templates than the group's first, then its oldest version.</summary>
    OldestLaunchTemplate,

    /// <summary>The oldest launch configuration.</summary>
    OldestLaunchConfiguration,

    /// <summary>The one closest to the next billing hour.</summary>
    ClosestToNextInstanceHour,

    /// <summary>The newest instance.</summary>
    NewestInstance,

    /// <summary>The oldest instance.</summary>
    OldestInstance,
}

/// <summary>What the choice of an instance depends on besides the instances.</summary>
public sealed record TerminationContext
{
    /// <summary>The group's policies, in order; empty is Default.</summary>
    public IReadOnlyList<TerminationPolicy> Policies { get; init; } = [];

    /// <summary>The time, UTC, for the billing hour.</summary>
    public required DateTime Now { get; init; }

    /// <summary>The id of the group's present launch template, if it has one.</summary>
    public string? CurrentLaunchTemplateId { get; init; }

    /// <summary>
    /// For a group with a mixed instances policy: how far an instance is from what the allocation strategy would launch (0 is best;
    /// the highest goes first). Null for other groups.
    /// </summary>
    public Func<FleetInstance, int>? AllocationRank { get; init; }

    /// <summary>For a mixed group: whether Spot (true) or On-Demand (false) is to shrink; null when it does not matter.</summary>
    public bool? TerminateSpot { get; init; }

    /// <summary>The most units that an instance may have to go: with weights, what remains must still reach the desired capacity (MI2).</summary>
    public int MaxUnits { get; init; } = int.MaxValue;

    /// <summary>The most units that an On-Demand Instance may have to go, so that On-Demand keeps its share (MI1).</summary>
    public int MaxOnDemandUnits { get; init; } = int.MaxValue;

    /// <summary>Chooses among equals: gets how many there are, gives an index. AWS chooses at random; the default is the first by instance id.</summary>
    public Func<int, int> Pick { get; init; } = _ => 0;
}

/// <summary>
/// Which instance a scale-in terminates (TE1). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-instance-termination.html.
/// </summary>
public static class Termination
{
    /// <summary>
    /// The index of the instance to terminate, or −1 when all are protected or too heavy. Purchase option first (mixed groups), then the zones with
    /// the most instances that have one without protection, then the policies in their order, then one of the equals.
    /// </summary>
    public static int Choose(IReadOnlyList<FleetInstance> instances, TerminationContext context)
    {
        var free = Enumerable.Range(0, instances.Count).Where(i => !instances[i].IsProtected && instances[i].Units <= context.MaxUnits
            && (instances[i].IsSpot || instances[i].Units <= context.MaxOnDemandUnits)).ToList();
        if (context.TerminateSpot is { } spot && free.Exists(i => instances[i].IsSpot == spot))
        {
            free.RemoveAll(i => instances[i].IsSpot != spot);
        }

        if (free.Count == 0)
        {
            return -1;
        }

        var perZone = instances.GroupBy(i => i.Zone).ToDictionary(g => g.Key, g => g.Count());
        Keep(free, i => -perZone[instances[i].Zone]);
        foreach (var policy in context.Policies.Count == 0 ? [TerminationPolicy.Default] : context.Policies)
        {
            Apply(policy, free, instances, context);
        }

        free.Sort((a, b) => string.CompareOrdinal(instances[a].InstanceId, instances[b].InstanceId));
        return free[free.Count == 1 ? 0 : context.Pick(free.Count)];
    }

    /// <summary>The instances to terminate, one after the other, so that each choice sees what the last one left.</summary>
    public static IReadOnlyList<FleetInstance> ChooseMany(IReadOnlyList<FleetInstance> instances, int count, TerminationContext context)
    {
        var left = instances.ToList();
        var chosen = new List<FleetInstance>();
        while (chosen.Count < count && Choose(left, context) is var index && index >= 0)
        {
            chosen.Add(left[index]);
            left.RemoveAt(index);
        }

        return chosen;
    }

    private static void Apply(TerminationPolicy policy, List<int> free, IReadOnlyList<FleetInstance> instances, TerminationContext context)
    {
        switch (policy)
        {
            case TerminationPolicy.AllocationStrategy:
                KeepAllocation(free, instances, context);
                break;
            case TerminationPolicy.OldestInstance:
                Keep(free, i => instances[i].LaunchTime.Ticks);
                break;
            case TerminationPolicy.NewestInstance:
                Keep(free, i => -instances[i].LaunchTime.Ticks);
                break;
            case TerminationPolicy.OldestLaunchConfiguration:
                KeepOldestConfiguration(free, instances);
                break;
            case TerminationPolicy.OldestLaunchTemplate:
                KeepOldestTemplate(free, instances, context);
                break;
            case TerminationPolicy.ClosestToNextInstanceHour:
                KeepNearestHour(free, instances, context);
                break;
            default:
                KeepAllocation(free, instances, context);
                // "Amazon EC2 Auto Scaling terminates instances that use a launch configuration before instances that use a launch template."
                KeepOldestConfiguration(free, instances);
                KeepOldestTemplate(free, instances, context);
                KeepNearestHour(free, instances, context);
                break;
        }
    }

    private static void KeepAllocation(List<int> free, IReadOnlyList<FleetInstance> instances, TerminationContext context)
    {
        if (context.AllocationRank is { } rank)
        {
            Keep(free, i => -rank(instances[i]));
        }
    }

    private static void KeepOldestConfiguration(List<int> free, IReadOnlyList<FleetInstance> instances) =>
        Keep(free, i => instances[i].LaunchConfigurationName is null ? long.MaxValue : instances[i].LaunchConfigurationCreated.Ticks);

    private static void KeepOldestTemplate(List<int> free, IReadOnlyList<FleetInstance> instances, TerminationContext context) =>
        Keep(free, i => instances[i].LaunchTemplateId is not { } template ? long.MaxValue
            : template != context.CurrentLaunchTemplateId && context.CurrentLaunchTemplateId is not null ? -1
            : instances[i].LaunchTemplateVersion);

    private static void KeepNearestHour(List<int> free, IReadOnlyList<FleetInstance> instances, TerminationContext context) =>
        Keep(free, i => TimeSpan.TicksPerHour - ((context.Now - instances[i].LaunchTime).Ticks % TimeSpan.TicksPerHour));

    private static void Keep(List<int> free, Func<int, long> key)
    {
        if (free.Count > 1)
        {
            var least = free.Min(key);
            free.RemoveAll(i => key(i) != least);
        }
    }
}
