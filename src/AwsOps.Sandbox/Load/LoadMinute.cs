using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.FlowLogs;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Load;

/// <summary>Serves one minute of a load: even shares, each instance up to its capacity, the rest lost.</summary>
internal static class LoadMinute
{
    private const double BytesIn = 2_000;
    private const double BytesOut = 20_000;

    // The response time of an instance that is filled up: 1 / (1 - utilization) without end is not a time.
    private const double FullUtilization = 0.98;

    public static void Serve(Scope scope, SandboxLoad load, DateTime minute, Dictionary<string, Usage> busy)
    {
        var settings = load.Settings;
        var rate = settings.RateAt(minute.AddSeconds(30) - load.Start);
        if (settings.Noise > 0)
        {
            rate *= 1 + (settings.Noise * ((2 * scope.Ids.NextDouble()) - 1));
        }

        var instances = LoadTargets.Instances(scope, settings);
        double served = 0, utilization = 0, seconds = 0;
        foreach (var instance in instances)
        {
            var share = rate / instances.Count;
            var capacity = settings.CapacityPerInstance ?? (settings.CapacityPerVCpu * InstanceTypes.Get(instance.InstanceType).VCpus);
            var used = Math.Min(1, share / capacity);
            var old = busy.GetValueOrDefault(instance.Id);
            var answered = Math.Min(share, capacity);
            busy[instance.Id] = new Usage(old.CpuPercent + (100 * used), old.BytesIn + (share * 60 * BytesIn), old.BytesOut + (answered * 60 * BytesOut));
            served += answered;
            utilization += used;
            seconds += settings.ResponseSeconds / (1 - Math.Min(used, FullUtilization));
        }

        var count = instances.Count;
        load.Add(new LoadSample(minute, rate, served, count, count == 0 ? double.NaN : 100 * utilization / count));
        var targets = LoadTargets.TargetGroup(scope, settings);
        LoadTraffic.Record(scope, targets, instances, minute, rate * 60 * BytesIn, served * 60 * BytesOut);
        if (targets is not null)
        {
            LoadBalancerMetrics.PublishRequests(scope, targets, minute, rate * 60, served * 60, count, count == 0 ? double.NaN : seconds / count);
        }
    }
}
