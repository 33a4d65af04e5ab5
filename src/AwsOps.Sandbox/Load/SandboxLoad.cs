using AwsOps.Sandbox.AutoScaling;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Load;

/// <summary>
/// A load on the instances of an Auto Scaling group or target group. Each minute of virtual time it turns into the metrics
/// that EC2 and the load balancer would publish. Requests are spread evenly; what exceeds an instance's capacity is lost.
/// </summary>
public sealed class SandboxLoad
{
    private readonly List<LoadSample> _samples = [];

    private SandboxLoad(LoadSettings settings, DateTime start)
    {
        Settings = settings;
        Start = start;
    }

    /// <summary>What it was attached with.</summary>
    public LoadSettings Settings { get; }

    /// <summary>When it was attached, UTC; offsets count from here.</summary>
    public DateTime Start { get; }

    /// <summary>Every minute so far, the earliest first.</summary>
    public IReadOnlyList<LoadSample> Samples => _samples;

    /// <summary>Attaches a load. One that the group or target group already has is replaced.</summary>
    /// <param name="cloud">The sandbox.</param>
    /// <param name="region">Region of the group.</param>
    /// <param name="settings">The load.</param>
    /// <param name="account">Account of the group; null is the sandbox's first.</param>
    /// <exception cref="ArgumentException">The settings are not valid, or there is no such group.</exception>
    public static SandboxLoad Attach(SandboxCloud cloud, string region, LoadSettings settings, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validated();
        lock (cloud.Gate)
        {
            var scope = cloud.Scope(account ?? cloud.Options.Account, region);
            if (settings.ScalingGroupName is { } group && !scope.Get<AutoScalingState>().TryGet(group, out _))
            {
                throw new KeyNotFoundException($"There is no Auto Scaling group '{group}' in {region}.");
            }

            if (settings.TargetGroupArn is { } arn && scope.Get<ElbState>().FindTargetGroup(arn) is null)
            {
                throw new KeyNotFoundException($"There is no target group '{arn}' in {region}.");
            }

            var loads = scope.Get<InstanceMetrics>().Loads;
            loads.RemoveAll(l => l.HasSameTarget(settings));
            var load = new SandboxLoad(settings, cloud.Clock.UtcNow);
            loads.Add(load);
            return load;
        }
    }

    /// <summary>The loads of a region.</summary>
    public static IReadOnlyList<SandboxLoad> All(SandboxCloud cloud, string region, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        lock (cloud.Gate)
        {
            return [.. cloud.Scope(account ?? cloud.Options.Account, region).Get<InstanceMetrics>().Loads];
        }
    }

    /// <summary>Takes a load away; false when it is not attached.</summary>
    public static bool Detach(SandboxCloud cloud, string region, SandboxLoad load, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        lock (cloud.Gate)
        {
            return cloud.Scope(account ?? cloud.Options.Account, region).Get<InstanceMetrics>().Loads.Remove(load);
        }
    }

    internal void Add(LoadSample sample) => _samples.Add(sample);

    private bool HasSameTarget(LoadSettings other) =>
        Settings.ScalingGroupName == other.ScalingGroupName && Settings.TargetGroupArn == other.TargetGroupArn;
}
