using System.Globalization;
using AwsOps.Engine.Network;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Flows with the same ends and service at one interface, in one direction, added up; source ports are left out.</summary>
/// <param name="Source">Sender (srcaddr).</param>
/// <param name="Destination">Receiver (dstaddr).</param>
/// <param name="Protocol">Protocol number.</param>
/// <param name="DestinationPort">Port of the receiver; 0 for protocols without ports.</param>
/// <param name="Action">Let through or refused; <see cref="FlowAction.None"/> when the records do not say.</param>
/// <param name="InterfaceId">Interface that saw it; null when the records do not say.</param>
public sealed record FlowSeen(IpAddress Source, IpAddress Destination, int Protocol, int DestinationPort, FlowAction Action, string? InterfaceId)
{
    /// <summary>Bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Packets.</summary>
    public long Packets { get; init; }

    /// <summary>Records.</summary>
    public long Flows { get; init; }

    /// <summary>First packet, Unix seconds; 0 when the records do not say.</summary>
    public long FirstSeen { get; init; }

    /// <summary>Last packet, Unix seconds; 0 when the records do not say.</summary>
    public long LastSeen { get; init; }
}

/// <summary>What a statement about flows rests on.</summary>
/// <param name="Records">Records of flows that were looked at, answers of services included.</param>
/// <param name="Start">From when on: the time asked for, else the first flow's; Unix seconds, null when that is not known.</param>
/// <param name="End">Until when: the time asked for, else the last flow's; Unix seconds, null when that is not known.</param>
public sealed record FlowWindow(long Records, long? Start, long? End)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Start ?? End) switch { null => "flow logs", _ => $"flow logs of {Time(Start)} to {Time(End)}" }} ({Records:N0} record{(Records == 1 ? string.Empty : "s")})");

    private static string Time(long? seconds) => seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known).UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "now";
}

/// <summary>
/// The flows that flow logs show, for questions such as which of them a changed rule would break. Answers of services are
/// left out (see <see cref="FlowRecord.IsReply"/>): security groups are stateful and let them through whatever the rules.
/// </summary>
public sealed class FlowsSeen : IFlowLogConsumer
{
    private readonly Dictionary<(FlowAddress Source, FlowAddress Destination, int Port, int Protocol, FlowAction Action, int Interface), Sum> _sums = [];
    private readonly int _capacity;
    private readonly long? _start;
    private readonly long? _end;
    private FlowLogParser? _parser;
    private long _records;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    /// <summary>Begins with no flows.</summary>
    /// <param name="capacity">Most flows that are kept; beyond it <see cref="IsComplete"/> is false.</param>
    /// <param name="start">Only flows that began from here on, Unix seconds; null for all.</param>
    /// <param name="end">Only flows that began before, Unix seconds; null for all.</param>
    public FlowsSeen(int capacity = 1_000_000, long? start = null, long? end = null) => (_capacity, _start, _end) = (capacity, start, end);

    /// <summary>What a statement about these flows rests on.</summary>
    public FlowWindow Window => new(_records, _start ?? (_first == long.MaxValue ? null : _first), _end ?? (_last == long.MinValue ? null : _last));

    /// <summary>What was read.</summary>
    public FlowLogStatistics Statistics => _parser?.Statistics ?? new();

    /// <summary>Fields that the last source lacks and without which flows can't be told.</summary>
    public FlowFields Missing => (_parser?.Missing ?? FlowFields.None) & (FlowFields.Addresses | FlowFields.Protocol);

    /// <summary>
    /// False when there were more flows than the capacity, or intervals in which AWS captured not everything: then a flow that
    /// is not among them may exist all the same.
    /// </summary>
    public bool IsComplete => !Truncated && Statistics.SkipData == 0;

    /// <summary>Whether flows beyond the capacity were dropped.</summary>
    public bool Truncated { get; private set; }

    /// <summary>How many flows there are.</summary>
    public int Count => _sums.Count;

    /// <summary>The flows, those with most bytes first.</summary>
    public IReadOnlyList<FlowSeen> Flows =>
    [
        .. _sums.Select(item => new FlowSeen(
                item.Key.Source.ToIpAddress(),
                item.Key.Destination.ToIpAddress(),
                item.Key.Protocol,
                item.Key.Port,
                item.Key.Action,
                item.Key.Interface < 0 ? null : _parser!.Interfaces[item.Key.Interface])
        {
            Bytes = item.Value.Bytes,
            Packets = item.Value.Packets,
            Flows = item.Value.Flows,
            FirstSeen = item.Value.First == long.MaxValue ? 0 : item.Value.First,
            LastSeen = item.Value.Last,
        })
        .OrderByDescending(static flow => flow.Bytes).ThenBy(static flow => flow.Source).ThenBy(static flow => flow.Destination).ThenBy(static flow => flow.DestinationPort),
    ];

    /// <summary>Reads a stream, plain or gzip, to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="source">What is read, for errors.</param>
    /// <param name="progress">Called with the bytes read of the stream so far.</param>
    /// <param name="stop">Ends the reading.</param>
    public void Read(Stream stream, FlowLogFormat? format = null, string? source = null, Action<long>? progress = null, CancellationToken stop = default)
    {
        var sink = new Sink(this);
        FlowLogReader.Read(stream, Next(format, source), ref sink, progress, stop);
    }

    /// <summary>Reads lines, UTF-8.</summary>
    /// <param name="lines">Whole lines.</param>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="source">What is read, for errors.</param>
    public void Read(ReadOnlySpan<byte> lines, FlowLogFormat? format = null, string? source = null)
    {
        var sink = new Sink(this);
        var parser = Next(format, source);
        parser.Statistics.Bytes += lines.Length;
        parser.Parse(lines, ref sink);
    }

    private FlowLogParser Next(FlowLogFormat? format, string? source) => _parser = new(
        FlowFields.Addresses | FlowFields.Ports | FlowFields.Protocol | FlowFields.Volume | FlowFields.Times | FlowFields.Action | FlowFields.TcpFlags | FlowFields.Interface,
        format,
        shared: _parser,
        source: source);

    private void Add(in FlowRecord flow)
    {
        const FlowFields Needed = FlowFields.Addresses | FlowFields.Protocol;
        if ((flow.Present & Needed) != Needed || ((_start ?? _end) is not null && (flow.Start < (_start ?? long.MinValue) || flow.Start >= (_end ?? long.MaxValue))))
        {
            return;
        }

        _records++;
        if ((flow.Present & FlowFields.Times) != 0)
        {
            _first = Math.Min(_first, flow.Start);
            _last = Math.Max(_last, flow.End);
        }

        if (IpProtocols.HasPorts(flow.Protocol) && flow.IsReply)
        {
            return;
        }

        var key = (flow.Source, flow.Destination, flow.DestinationPort, flow.Protocol, flow.Action, (flow.Present & FlowFields.Interface) == 0 ? -1 : flow.Interface);
        if (!_sums.TryGetValue(key, out var sum))
        {
            if (_sums.Count >= _capacity)
            {
                Truncated = true;
                return;
            }

            _sums.Add(key, sum = new());
        }

        sum.Bytes += flow.Bytes;
        sum.Packets += flow.Packets;
        sum.Flows++;
        if ((flow.Present & FlowFields.Times) != 0)
        {
            sum.First = Math.Min(sum.First, flow.Start);
            sum.Last = Math.Max(sum.Last, flow.End);
        }
    }

    private sealed class Sum
    {
        public long Bytes;
        public long Packets;
        public long Flows;
        public long First = long.MaxValue;
        public long Last;
    }

    private readonly struct Sink(FlowsSeen owner) : IFlowSink
    {
        public void Accept(in FlowRecord flow) => owner.Add(in flow);
    }
}
