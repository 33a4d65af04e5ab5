using System.Diagnostics.CodeAnalysis;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.AutoScaling.LaunchConfigurations;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.ElasticLoadBalancing.Classic;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling;

/// <summary>Auto Scaling of one account in one region: <c>scope.Get&lt;AutoScalingState&gt;()</c>.</summary>
internal sealed class AutoScalingState
{
    private readonly SortedDictionary<string, ScalingGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ScalingGroup Group, GroupInstance Instance)> _members = new(StringComparer.Ordinal);
    private readonly List<Activity> _activities = [];

    public AutoScalingState(Scope scope)
    {
        Scope = scope;
        Ec2 = scope.Get<Ec2State>();
        Elb = scope.Get<ElbState>();
        Classic = scope.Get<ClassicState>();
        Instances = new InstanceLifecycle(this);
        Capacity = new CapacityControl(this);
        Health = new HealthChecks(this);
        Ec2.RebalanceRecommended += instance => SpotRebalancing.Recommended(this, instance);
        Ec2.InstanceStateChanged += change => Instances.Follow(change);
        Elb.TargetRemoved += (group, target) => Instances.Left(target.Id, group);
        Classic.InstanceRemoved += (_, instance) => Instances.Left(instance.Id, targetGroup: null);
    }

    public Scope Scope { get; }

    public Ec2State Ec2 { get; }

    public ElbState Elb { get; }

    public ClassicState Classic { get; }

    public AutoScalingTimings Timings { get; set; } = new();

    /// <summary>Launches, hooks, registration, termination of single instances.</summary>
    public InstanceLifecycle Instances { get; }

    /// <summary>Keeps groups at their desired capacity.</summary>
    public CapacityControl Capacity { get; }

    public HealthChecks Health { get; }

    public DateTime Now => Scope.Clock.UtcNow;

    /// <summary>By name.</summary>
    public IReadOnlyCollection<ScalingGroup> Groups => _groups.Values;

    public Dictionary<string, LaunchConfiguration> LaunchConfigurations { get; } = new(StringComparer.Ordinal);

    /// <summary>All activities of the past six weeks, those of deleted groups too, the oldest first.</summary>
    public IReadOnlyList<Activity> Activities => _activities;

    public ScalingGroup Get(string name) => TryGet(name, out var group) ? group : throw AutoScalingErrors.GroupNotFound(name);

    public bool TryGet(string name, [NotNullWhen(true)] out ScalingGroup? group) => _groups.TryGetValue(name, out group);

    public void Add(ScalingGroup group)
    {
        _groups.Add(group.Name, group);
        var first = Now + AutoScalingTimings.Within(Timings.Maintenance, Scope.Ids);
        group.Maintenance = Scope.Clock.Every(first, TimeSpan.FromMinutes(1), () => Health.Check(group));
    }

    public void Remove(ScalingGroup group)
    {
        _groups.Remove(group.Name);
        group.IsGone = true;
        group.Maintenance?.Dispose();
        group.Reconciliation?.Dispose();
    }

    /// <summary>The group and the instance of an instance id, or null.</summary>
    public (ScalingGroup Group, GroupInstance Instance)? Member(string instanceId) =>
        _members.TryGetValue(instanceId, out var member) ? member : null;

    /// <summary>Makes an instance a member of a group or of its warm pool.</summary>
    public void Join(ScalingGroup group, GroupInstance instance) => _members[instance.Id] = (group, instance);

    /// <summary>Takes an instance out of its group.</summary>
    public void Leave(ScalingGroup group, GroupInstance instance)
    {
        _members.Remove(instance.Id);
        group.Instances.Remove(instance);
        group.WarmPool?.Instances.Remove(instance);
    }

    /// <summary>Begins an activity.</summary>
    public Activity Begin(ScalingGroup group, string description, string cause)
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html: "the past six weeks".
        _activities.RemoveAll(a => a.IsOver && a.StartTime < Now.AddDays(-42));
        var activity = new Activity(Scope.Ids.Uuid(), group, description, cause, Now);
        _activities.Add(activity);
        return activity;
    }
}
