using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>
/// Reads and checks the members that CreateAutoScalingGroup and UpdateAutoScalingGroup share, before anything is changed.
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
/// </summary>
internal sealed class GroupRequest(AutoScalingState state, Struct request)
{
    private static readonly string[] KeptMembers =
    [
        "PlacementGroup", "ServiceLinkedRoleARN", "Context", "DesiredCapacityType", "CapacityRebalance", "InstanceMaintenancePolicy",
        "AvailabilityZoneDistribution", "AvailabilityZoneImpairmentPolicy", "CapacityReservationSpecification", "InstanceLifecyclePolicy",
    ];

    private static readonly string[] TerminationPolicyTypes =
    [
        "AllocationStrategy", "ClosestToNextInstanceHour", "Default", "NewestInstance", "OldestInstance", "OldestLaunchConfiguration", "OldestLaunchTemplate",
    ];

    public static IReadOnlyList<string> TerminationPolicies => TerminationPolicyTypes;

    /// <summary>Minimum, maximum and desired, within each other's bounds.</summary>
    public static void CheckSizes(int min, int max, int desired)
    {
        if (min < 0)
        {
            throw AutoScalingErrors.Validation($"Min bound, {min}, must be greater than or equal to 0.");
        }

        if (max < min)
        {
            throw AutoScalingErrors.Validation($"Max bound, {max}, must be greater than or equal to min bound, {min}");
        }

        if (desired < min || desired > max)
        {
            throw AutoScalingErrors.Validation($"Desired capacity:{desired} must be between the specified min size:{min} and max size:{max}");
        }
    }

    /// <summary>What the group launches; <paramref name="old"/> when the request does not say.</summary>
    public LaunchChoice Launch(LaunchChoice old)
    {
        var ways = new[] { "LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy", "InstanceId" }.Where(request.Has).ToList();
        if (ways.Count == 0)
        {
            return old == LaunchChoice.None
                ? throw AutoScalingErrors.Validation("Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.")
                : old;
        }

        if (ways.Count > 1)
        {
            throw AutoScalingErrors.Validation($"Valid requests must contain only one of LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy; this one has {string.Join(" and ", ways)}.");
        }

        return ways[0] switch
        {
            "LaunchTemplate" => new LaunchChoice(Template: state.Capacity.Planner.Resolve(request.Child("LaunchTemplate")!)),
            "MixedInstancesPolicy" => new LaunchChoice(Mixed: MixedInstancesPolicy.Of(request.Child("MixedInstancesPolicy")!, old.Mixed, state.Capacity.Planner.Resolve)),
            "InstanceId" => throw AutoScalingErrors.Validation("This sandbox does not make a group from an instance (InstanceId): give a LaunchTemplate."),
            _ => new LaunchChoice(ConfigurationName: Configuration(request.String("LaunchConfigurationName")!)),
        };
    }

    /// <summary>Zones and subnets; those of the group when the request has none.</summary>
    public (IReadOnlyList<string> Zones, IReadOnlyList<string> Subnets) Places(ScalingGroup? old)
    {
        var subnets = (request.String("VPCZoneIdentifier") ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Subnet).ToList();
        var zones = request.Strings("AvailabilityZones").Concat(request.Strings("AvailabilityZoneIds").Select(ZoneById)).Distinct().ToList();
        if (zones.Find(z => state.Ec2.Zones.All(known => known.Name != z)) is { } unknown)
        {
            throw AutoScalingErrors.Validation($"Invalid availability zone: [{unknown}]");
        }

        if (subnets.Count == 0)
        {
            return zones.Count > 0 ? (zones, []) : old is not null ? (old.Zones, old.SubnetIds)
                : throw AutoScalingErrors.Validation("At least one Availability Zone or VPC Subnet is required.");
        }

        if (subnets.Find(s => s.Vpc != subnets[0].Vpc) is { } stranger)
        {
            throw AutoScalingErrors.Validation($"The subnets of an Auto Scaling group must be in one VPC: {subnets[0].Id} is in {subnets[0].VpcId}, {stranger.Id} is in {stranger.VpcId}.");
        }

        var own = subnets.Select(static s => s.AvailabilityZone).Distinct().Order(StringComparer.Ordinal).ToList();
        return zones.Count == 0 || zones.Order(StringComparer.Ordinal).SequenceEqual(own)
            ? (own, [.. subnets.Select(static s => s.Id)])
            : throw AutoScalingErrors.Validation("The availability zones of the specified subnets and the Auto Scaling group do not match");
    }

    /// <summary>Checks that what is launched fits the first subnet of the group.</summary>
    public void CheckLaunch(LaunchChoice choice, IReadOnlyList<string> zones, IReadOnlyList<string> subnets)
    {
        var subnet = subnets.Count > 0
            ? state.Ec2.FindSubnet(subnets[0])
            : state.Ec2.Subnets.FirstOrDefault(s => s.DefaultForAz && s.AvailabilityZone == zones[0]);
        state.Capacity.Planner.Check(choice, subnet ?? throw AutoScalingErrors.Validation($"No default subnet was found in the Availability Zone {zones[0]}. Specify VPCZoneIdentifier."));
    }

    /// <summary>Sets the members that need no check across each other. Everything is checked before anything is set.</summary>
    public void Apply(ScalingGroup group)
    {
        var (type, policies, lifetime) = (HealthCheckType(), TerminationPolicyList(), Lifetime());
        group.DefaultCooldown = NotNegative("DefaultCooldown") ?? group.DefaultCooldown;
        group.HealthCheckGracePeriod = NotNegative("HealthCheckGracePeriod") ?? group.HealthCheckGracePeriod;
        // -1 takes the default instance warmup away.
        group.DefaultInstanceWarmup = request.Int("DefaultInstanceWarmup") is { } warmup ? (warmup < 0 ? null : warmup) : group.DefaultInstanceWarmup;
        group.HealthCheckType = type ?? group.HealthCheckType;
        group.TerminationPolicies = policies ?? group.TerminationPolicies;
        group.MaxInstanceLifetime = request.Has("MaxInstanceLifetime") ? lifetime : group.MaxInstanceLifetime;
        group.NewInstancesProtected = request.Bool("NewInstancesProtectedFromScaleIn") ?? group.NewInstancesProtected;
        group.DeletionProtection = request.String("DeletionProtection") ?? group.DeletionProtection;
        foreach (var member in KeptMembers.Where(request.Has))
        {
            group.Kept[member] = request[member];
        }
    }

    private string? HealthCheckType()
    {
        var type = request.String("HealthCheckType");
        return type is null || type.Split(',').All(static t => t is "EC2" or "ELB" or "EBS" or "VPC_LATTICE")
            ? type
            : throw AutoScalingErrors.Validation($"HealthCheckType '{type}' is not valid: use EC2, ELB, EBS or VPC_LATTICE.");
    }

    private List<string>? TerminationPolicyList()
    {
        var policies = request.Strings("TerminationPolicies");
        var unknown = policies.FirstOrDefault(static p => !TerminationPolicyTypes.Contains(p) && !p.StartsWith("arn:", StringComparison.Ordinal));
        return unknown is null
            ? policies.Count == 0 ? null : [.. policies]
            : throw AutoScalingErrors.Validation($"TerminationPolicies: '{unknown}' is not one of {string.Join(", ", TerminationPolicyTypes)}.");
    }

    // "The default is null. If specified, the value must be either 0 or a number equal to or greater than 86,400 seconds (1 day)."
    private int? Lifetime() => request.Int("MaxInstanceLifetime") switch
    {
        null or 0 => null,
        >= 86_400 and <= 31_536_000 and var seconds => seconds,
        var other => throw AutoScalingErrors.Validation($"MaxInstanceLifetime {other} is not valid: use 0, or 86400 to 31536000 seconds."),
    };

    private int? NotNegative(string member) => request.Int(member) is < 0 and var value
        ? throw AutoScalingErrors.Validation($"{member} {value} is not valid: use 0 or more seconds.")
        : request.Int(member);

    private Subnet Subnet(string id) => state.Ec2.FindSubnet(id) ?? throw AutoScalingErrors.Validation($"The subnet ID '{id}' does not exist");

    private string ZoneById(string id) => state.Ec2.Zones.FirstOrDefault(z => z.Id == id)?.Name
        ?? throw AutoScalingErrors.Validation($"Invalid availability zone ID: [{id}]");

    private string Configuration(string name) => state.LaunchConfigurations.ContainsKey(name)
        ? name
        : throw AutoScalingErrors.Validation($"Launch configuration name not found - Launch configuration {name} not found");
}
