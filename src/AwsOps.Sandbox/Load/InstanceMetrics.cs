using AwsOps.Sandbox.AutoScaling;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Load;

/// <summary>
/// Publishes the metrics of running instances at the end of each minute; of five for instances with basic monitoring.
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
/// </summary>
internal sealed class InstanceMetrics
{
    /// <summary>CPU of an instance that nothing is asked of; a plausible figure for an idle Linux.</summary>
    private const double IdlePercent = 0.5;

    private const int BasicMinutes = 5;

    private readonly Scope _scope;
    private readonly Dictionary<string, List<Usage>> _basic = new(StringComparer.Ordinal);

    public InstanceMetrics(Scope scope)
    {
        _scope = scope;
        var first = MetricStore.Floor(scope.Clock.UtcNow, 60).AddMinutes(1);
        scope.Clock.Every(first, TimeSpan.FromMinutes(1), Publish);
    }

    public List<SandboxLoad> Loads { get; } = [];

    /// <summary>The minute that just ended.</summary>
    private void Publish()
    {
        var ec2 = _scope.Get<Ec2State>();
        var minute = _scope.Clock.UtcNow.AddMinutes(-1);
        Loads.RemoveAll(l => !LoadTargets.Exists(_scope, l.Settings));
        var busy = new Dictionary<string, Usage>(StringComparer.Ordinal);
        foreach (var load in Loads)
        {
            LoadMinute.Serve(_scope, load, minute, busy);
        }

        LoadBalancerMetrics.PublishHosts(_scope, minute);
        foreach (var instance in ec2.Instances.Where(static i => i.State == InstanceState.Running))
        {
            Publish(instance, busy.GetValueOrDefault(instance.Id, new Usage(0, 0, 0)), minute);
        }
    }

    private void Publish(Instance instance, Usage usage, DateTime minute)
    {
        var store = _scope.Get<CloudWatchState>().Metrics;
        usage = usage with { CpuPercent = Math.Min(100, Math.Max(usage.CpuPercent, IdlePercent)) };
        // Status checks are every minute for all instances.
        store.Put(Id("StatusCheckFailed", "InstanceId", instance.Id), minute, instance.StatusCheck == StatusCheck.Impaired ? 1 : 0, "Count");
        if (instance.DetailedMonitoring)
        {
            _basic.Remove(instance.Id);
            Put(store, instance, usage, minute);
            return;
        }

        if (!_basic.TryGetValue(instance.Id, out var minutes))
        {
            _basic.Add(instance.Id, minutes = []);
        }

        minutes.Add(usage);
        if (minute.AddMinutes(1).Minute % BasicMinutes == 0)
        {
            var mean = new Usage(minutes.Average(static u => u.CpuPercent), minutes.Sum(static u => u.BytesIn), minutes.Sum(static u => u.BytesOut));
            Put(store, instance, mean, minute.AddMinutes(1 - BasicMinutes));
            _basic.Remove(instance.Id);
        }
    }

    private void Put(MetricStore store, Instance instance, Usage usage, DateTime time)
    {
        Put(store, "InstanceId", instance.Id, usage, time);
        // Warming instances do not count toward the group's aggregated metrics (TT6).
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html
        if (_scope.Get<AutoScalingState>().Member(instance.Id) is var (group, member) && !group.IsWarming(member, _scope.Clock.UtcNow))
        {
            Put(store, "AutoScalingGroupName", group.Name, usage, time);
        }
    }

    private static void Put(MetricStore store, string dimension, string value, Usage usage, DateTime time)
    {
        store.Put(Id("CPUUtilization", dimension, value), time, usage.CpuPercent, "Percent");
        store.Put(Id("NetworkIn", dimension, value), time, usage.BytesIn, "Bytes");
        store.Put(Id("NetworkOut", dimension, value), time, usage.BytesOut, "Bytes");
    }

    private static MetricId Id(string name, string dimension, string value) => new("AWS/EC2", name, (dimension, value));
}

/// <summary>What an instance did in a minute.</summary>
internal readonly record struct Usage(double CpuPercent, double BytesIn, double BytesOut);
