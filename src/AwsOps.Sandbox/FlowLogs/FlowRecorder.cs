using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// Gathers what interfaces see into the aggregation intervals of the flow logs that watch them, and delivers the records some
/// minutes after. https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-aggregration-interval
/// </summary>
internal sealed class FlowRecorder
{
    // "typically delivers logs to CloudWatch Logs in about 5 minutes and to Amazon S3 in about 10 minutes"
    private static readonly TimeSpan ToLogs = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ToS3 = TimeSpan.FromMinutes(10);

    private readonly Scope _scope;
    private readonly Dictionary<Key, Tally> _tallies = [];
    private readonly Dictionary<FlowLog, List<(Ec2.NetworkInterface, long, string)>> _files = [];
    private IDisposable? _timer;

    public FlowRecorder(Scope scope) => _scope = scope;

    private Ec2State Ec2 => _scope.Get<Ec2State>();

    /// <summary>Whether anything watches an interface; without that there is no need to judge traffic.</summary>
    public bool IsWatched(Ec2.NetworkInterface item) => Ec2.FlowLogs.Any(log => Covers(log, item));

    /// <summary>Begins to gather; called when there is a flow log.</summary>
    public void Start()
    {
        var now = _scope.Clock.UtcNow;
        _timer ??= _scope.Clock.Every(new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc).AddMinutes(1), TimeSpan.FromMinutes(1), EndOfMinute);
    }

    /// <summary>Adds what an interface saw.</summary>
    /// <param name="flow">Ends and verdict.</param>
    /// <param name="protocol">Protocol number.</param>
    /// <param name="sourcePort">Port of this direction's sender; 0 for protocols without.</param>
    /// <param name="destinationPort">Port of this direction's receiver.</param>
    /// <param name="packets">Packets.</param>
    /// <param name="bytes">Bytes.</param>
    /// <param name="first">Time of the first packet.</param>
    /// <param name="last">Time of the last packet, within the same minute.</param>
    public void Add(SeenFlow flow, int protocol, int sourcePort, int destinationPort, long packets, long bytes, DateTime first, DateTime last)
    {
        foreach (var log in Ec2.FlowLogs)
        {
            if (log.TrafficType != (flow.Accepted ? "REJECT" : "ACCEPT") && Covers(log, flow.Interface))
            {
                var key = new Key(log, flow, protocol, sourcePort, destinationPort);
                if (!_tallies.TryGetValue(key, out var tally))
                {
                    _tallies.Add(key, tally = new() { First = Unix(first) });
                }

                tally.Packets += packets;
                tally.Bytes += bytes;
                tally.Last = Unix(last);
            }
        }
    }

    private static bool Covers(FlowLog log, Ec2.NetworkInterface item) =>
        log.ResourceId == item.Id || log.ResourceId == item.Subnet.Id || log.ResourceId == item.Subnet.VpcId;

    private void EndOfMinute()
    {
        var now = _scope.Clock.UtcNow;
        if (Ec2.FlowLogs.Count == 0)
        {
            _tallies.Clear();
            return;
        }

        // "When a network interface is attached to a Nitro-based instance, the aggregation interval is always 1 minute or less."
        var due = _tallies.Where(t => IsEnd(t.Key.Log, t.Key.Seen.Interface, now)).ToList();
        foreach (var log in Ec2.FlowLogs)
        {
            var writer = new RecordWriter(_scope, log);
            var byInterface = due.Where(t => t.Key.Log == log).ToLookup(static t => t.Key.Seen.Interface, static t => (t.Key, Tally: t.Value));
            List<(Ec2.NetworkInterface, long, string)> records = [];
            foreach (var item in Ec2.NetworkInterfaces.Where(i => Covers(log, i) && i.InUse && IsEnd(log, i, now)))
            {
                var start = Unix(now.AddSeconds(-Interval(log, item)));
                records.AddRange(byInterface.Contains(item)
                    ? byInterface[item].Select(t => (item, t.Tally.First, writer.Flow(t.Key.Seen, t.Key.Protocol, t.Key.SourcePort, t.Key.DestinationPort, t.Tally.Packets, t.Tally.Bytes, t.Tally.First, t.Tally.Last)))
                    : [(item, start, writer.NoData(item, start, Unix(now)))]);
            }

            if (log.DestinationType == "s3")
            {
                ToFile(log, records, now);
            }
            else if (records.Count > 0)
            {
                _scope.Clock.After(ToLogs, () => FlowDelivery.Deliver(_scope, log, records, now));
            }
        }

        foreach (var (key, _) in due)
        {
            _tallies.Remove(key);
        }
    }

    // "publishes the log files to the Amazon S3 bucket at 5-minute intervals"
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
    private void ToFile(FlowLog log, List<(Ec2.NetworkInterface, long, string)> records, DateTime now)
    {
        if (!_files.TryGetValue(log, out var file))
        {
            _files.Add(log, file = []);
        }

        file.AddRange(records);
        if (now.Minute % 5 == 0 && file.Count > 0)
        {
            _files.Remove(log);
            _scope.Clock.After(ToS3, () => FlowDelivery.Deliver(_scope, log, file, now.AddMinutes(-5)));
        }
    }

    private static int Interval(FlowLog log, Ec2.NetworkInterface item) =>
        item.Instance is { } instance && InstanceTypes.Get(instance.InstanceType).Hypervisor == "nitro" ? 60 : log.MaxAggregationInterval;

    private static bool IsEnd(FlowLog log, Ec2.NetworkInterface item, DateTime now) => Unix(now) % Interval(log, item) == 0;

    private static long Unix(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;

    private sealed record Key(FlowLog Log, SeenFlow Seen, int Protocol, int SourcePort, int DestinationPort);

    private sealed class Tally
    {
        public long Packets { get; set; }

        public long Bytes { get; set; }

        public long First { get; init; }

        public long Last { get; set; }
    }
}
