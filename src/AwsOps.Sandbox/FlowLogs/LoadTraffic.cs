using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// The flows of a load: callers on the internet, the nodes of the load balancer where there is one, the instances. A few callers
/// stand for all; their addresses are of the range that RFC 5737 sets aside for documentation.
/// </summary>
internal static class LoadTraffic
{
    private const int Callers = 8;

    /// <summary>Records one minute.</summary>
    /// <param name="scope">Account and region.</param>
    /// <param name="targets">Target group that the requests come through; null for none.</param>
    /// <param name="instances">Instances that serve.</param>
    /// <param name="minute">Start of the minute.</param>
    /// <param name="bytesIn">Bytes of requests, all instances together.</param>
    /// <param name="bytesOut">Bytes of answers.</param>
    public static void Record(Scope scope, TargetGroup? targets, IReadOnlyList<Instance> instances, DateTime minute, double bytesIn, double bytesOut)
    {
        var ec2 = scope.Get<Ec2State>();
        if (ec2.FlowLogs.Count == 0 || bytesIn <= 0)
        {
            return;
        }

        var recorder = scope.Get<FlowRecorder>();
        var judge = new TrafficJudge(ec2);
        var receivers = instances.Select(static i => i.PrimaryInterface).OfType<Ec2.NetworkInterface>().ToList();
        var balancer = targets is null ? null : scope.Get<ElbState>().BalancersOf(targets).FirstOrDefault();
        var nodes = balancer?.Interfaces ?? [];
        if (nodes.Count > 0)
        {
            Spread(Outside, nodes, balancer!.Listeners.FirstOrDefault()?.Port ?? 80);
            Spread([.. nodes.Select(static n => new TrafficEnd(IpAddress.Parse(n.PrivateIpAddress), n))], receivers, targets!.Port ?? 80);
        }
        else
        {
            Spread(Outside, receivers, 80);
        }

        void Spread(IReadOnlyList<TrafficEnd> from, IReadOnlyList<Ec2.NetworkInterface> to, int port)
        {
            var share = 1.0 / (from.Count * Math.Max(1, to.Count));
            foreach (var (receiver, n) in to.Select(static (r, n) => (r, n)))
            {
                var end = new TrafficEnd(IpAddress.Parse(receiver.PrivateIpAddress), receiver);
                foreach (var (caller, k) in from.Select(static (c, k) => (c, k)))
                {
                    if (recorder.IsWatched(receiver) || (caller.Interface is { } item && recorder.IsWatched(item)))
                    {
                        // One flow stands for all connections of a caller in the minute; the port changes from minute to minute.
                        var sourcePort = SandboxTraffic.FirstPort + (int)(((minute.Ticks / TimeSpan.TicksPerMinute * 7) + (n * 131) + (k * 17)) % 25_000);
                        SandboxTraffic.Record(recorder, judge.Judge(caller, end, IpProtocols.Tcp, port, sourcePort), IpProtocols.Tcp, port, sourcePort, (long)(bytesIn * share), (long)(bytesOut * share), minute, minute.AddSeconds(59));
                    }
                }
            }
        }
    }

    private static TrafficEnd[] Outside { get; } = [.. Enumerable.Range(1, Callers).Select(static n => new TrafficEnd(IpAddress.Parse($"198.51.100.{n * 9}")))];
}
