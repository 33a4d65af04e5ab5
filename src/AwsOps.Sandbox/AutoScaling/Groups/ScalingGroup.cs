using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Hooks;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.AutoScaling.Policies;
using AwsOps.Sandbox.AutoScaling.Refreshes;
using AwsOps.Sandbox.AutoScaling.Schedules;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>An Auto Scaling group.</summary>
internal sealed class ScalingGroup(string name, string arn, DateTime created)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public DateTime CreatedTime { get; } = created;

    public int MinSize { get; set; }

    public int MaxSize { get; set; }

    public int Desired { get; set; }

    public int DefaultCooldown { get; set; } = SimpleScaling.DefaultCooldownSeconds;

    /// <summary>Seconds; null when it was never set (which is not 0).</summary>
    public int? DefaultInstanceWarmup { get; set; }

    /// <summary>What it launches.</summary>
    public LaunchChoice Launch { get; set; } = LaunchChoice.None;

    public IReadOnlyList<string> Zones { get; set; } = [];

    /// <summary>Empty when the group was made with zones: then it uses their default subnets.</summary>
    public IReadOnlyList<string> SubnetIds { get; set; } = [];

    public List<string> TargetGroupArns { get; } = [];

    public List<string> LoadBalancerNames { get; } = [];

    public string HealthCheckType { get; set; } = "EC2";

    /// <summary>Seconds. The API's default is 0; the console's is 300.</summary>
    public int HealthCheckGracePeriod { get; set; }

    public IReadOnlyList<string> TerminationPolicies { get; set; } = ["Default"];

    public bool NewInstancesProtected { get; set; }

    /// <summary>Seconds, or null.</summary>
    public int? MaxInstanceLifetime { get; set; }

    /// <summary>Members that are kept and described and change no behaviour here: PlacementGroup, Context, ServiceLinkedRoleARN…</summary>
    public Struct Kept { get; } = [];

    /// <summary><c>none</c>, <c>prevent-force-deletion</c> or <c>prevent-all-deletion</c>.</summary>
    public string DeletionProtection { get; set; } = "none";

    public SortedDictionary<string, GroupTag> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Suspended processes and why.</summary>
    public SortedDictionary<string, string> Suspended { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> EnabledMetrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances of the group, those that are leaving included; warm pool instances are in <see cref="WarmPool"/>.</summary>
    public List<GroupInstance> Instances { get; } = [];

    public List<ScalingPolicy> Policies { get; } = [];

    public List<GroupSchedule> Schedules { get; } = [];

    public List<LifecycleHook> Hooks { get; } = [];

    /// <summary>The oldest first.</summary>
    public List<Refresh> Refreshes { get; } = [];

    public WarmPools.WarmPool? WarmPool { get; set; }

    /// <summary>Topics by ARN and the notification types they get.</summary>
    public SortedDictionary<string, SortedSet<string>> Notifications { get; } = new(StringComparer.Ordinal);

    /// <summary>The refresh that is under way, or null.</summary>
    public Refresh? ActiveRefresh => Refreshes.Find(static r => !r.IsOver);

    /// <summary>Set while a force delete empties the group.</summary>
    public bool IsDeleting { get; set; }

    /// <summary>True once it was deleted.</summary>
    public bool IsGone { get; set; }

    /// <summary>Why the desired capacity changed since the last look at the difference.</summary>
    public List<string> Causes { get; } = [];

    /// <summary>Capacity units of unhealthy instances that the next launches replace.</summary>
    public int Replacements { get; set; }

    /// <summary>Units beyond the desired capacity that are launched ahead of terminations.</summary>
    public int Surplus { get; set; }

    /// <summary>The pending look at the difference between desired and actual capacity.</summary>
    public IDisposable? Reconciliation { get; set; }

    public int FailedLaunches { get; set; }

    /// <summary>Every minute: health, lifetime, balance, metrics.</summary>
    public IDisposable? Maintenance { get; set; }

    /// <summary>When the last simple scaling activity was decided, and its cooldown.</summary>
    public (DateTime Decided, int CooldownSeconds)? SimpleActivity { get; set; }

    /// <summary>What predictive scaling forecast for the hour, in units; null without a policy that scales by its forecast.</summary>
    public int? PredictedCapacity { get; set; }

    /// <summary>When a policy last scaled in.</summary>
    public DateTime? LastScaleIn { get; set; }

    /// <summary>The latest end of a launch or termination.</summary>
    public DateTime? LastActivityEnd { get; set; }

    /// <summary>Whether an instance is launching, or in service and warming up: by the warm-up of what launched it.</summary>
    public bool IsWarming(GroupInstance instance, DateTime now) =>
        instance.IsWarming(instance.WarmupSeconds ?? InstanceWarmup.OfLaunch(false, null, DefaultInstanceWarmup, DefaultCooldown), now);

    public bool IsSuspended(string process) => Suspended.ContainsKey(process);

    /// <summary>Instances that count toward the desired capacity.</summary>
    public IEnumerable<GroupInstance> Counted => Instances.Where(static i => Lifecycle.Counts(i.State));

    /// <summary>Whether instances at risk are replaced before they are interrupted.</summary>
    public bool CapacityRebalance => Kept.Bool("CapacityRebalance") == true;

    /// <summary>Units beyond the desired capacity while instances at risk are replaced.</summary>
    public int AtRiskUnits => CapacityRebalance ? Counted.Where(static i => i.IsAtRisk).Sum(static i => i.Units) : 0;

    /// <summary>Capacity units that count toward the desired capacity.</summary>
    public int Capacity => Counted.Sum(static i => i.Units);

    /// <summary>The warm-up, in seconds, of what the next look at the difference launches; null is the group's default (TT7).</summary>
    public int? LaunchWarmup { get; set; }

    /// <summary>The capacity as policies see it.</summary>
    public GroupCapacity CapacityAt(DateTime now) => new(
        MinSize,
        MaxSize,
        Desired,
        Counted.Where(i => !IsWarming(i, now)).Sum(static i => i.Units),
        Counted.Where(i => IsWarming(i, now)).Sum(static i => i.Units),
        Instances.Where(static i => Lifecycle.IsTerminating(i.State)).Sum(static i => i.Units));
}

/// <summary>A tag of a group.</summary>
internal sealed record GroupTag(string Key, string Value, bool PropagateAtLaunch);
