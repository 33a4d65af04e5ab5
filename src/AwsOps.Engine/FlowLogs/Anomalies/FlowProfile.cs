using System.Globalization;
using System.Runtime.CompilerServices;
using AwsOps.Engine.Network;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// What is usual, or what happened, in a time: who calls how many ports and hosts, which services and peers there are, volumes
/// and refusals by interval. Memory is bounded by <see cref="FlowAnomalyOptions.Capacity"/>.
/// </summary>
public sealed class FlowProfile : IFlowLogConsumer
{
    private const int MostExamples = 5;
    private const int MostIntervals = 100_000;

    private readonly FlowAnomalyOptions _options;
    private readonly FlowProfile? _baseline;
    private readonly long _start;
    private readonly long _end;
    private FlowLogParser? _parser;

    /// <summary>Begins a profile.</summary>
    /// <param name="options">Time, intervals and limits.</param>
    /// <param name="baseline">What new services and peers are new to; null for none.</param>
    public FlowProfile(FlowAnomalyOptions? options = null, FlowProfile? baseline = null)
    {
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.IntervalSeconds, 1, nameof(options));
        _baseline = baseline;
        (_start, _end) = (_options.Start ?? long.MinValue, _options.End ?? long.MaxValue);
        Scans = new(_options.Capacity, static fan => fan.Count);
        Sweeps = new(_options.Capacity, static fan => fan.Count);
        Volumes = new(_options.Capacity, static sum => sum.Figure);
        Rejects = new(_options.Capacity, static sum => sum.Figure);
        NewServices = new(_options.Capacity, static fan => fan.Bytes);
        NewPeers = new(_options.Capacity, static fan => fan.Bytes);
    }

    /// <summary>What was read.</summary>
    public FlowLogStatistics Statistics => _parser?.Statistics ?? new();

    /// <summary>Fields that the last source lacks and that every kind needs.</summary>
    public FlowFields Missing => (_parser?.Missing ?? FlowFields.None) & (FlowFields.Addresses | FlowFields.Ports | FlowFields.Protocol);

    /// <summary>Beginning of the first interval with a flow, Unix seconds; null without flows.</summary>
    public long? First { get; private set; }

    /// <summary>Beginning of the last interval with a flow, Unix seconds; null without flows.</summary>
    public long? Last { get; private set; }

    /// <summary>Whether a table was full, so that small figures were dropped.</summary>
    public bool Pruned => Scans.Pruned || Sweeps.Pruned || Volumes.Pruned || Rejects.Pruned || NewServices.Pruned || NewPeers.Pruned;

    internal BoundedMap<Fan> Scans { get; }

    internal BoundedMap<Fan> Sweeps { get; }

    internal BoundedMap<Sum> Volumes { get; }

    internal BoundedMap<Sum> Rejects { get; }

    internal BoundedMap<Fan> NewServices { get; }

    internal BoundedMap<Fan> NewPeers { get; }

    internal HashSet<FlowKey> Services { get; } = [];

    internal HashSet<FlowKey> Peers { get; } = [];

    /// <summary>Whether all services and peers are known; else what is not among them may be old all the same.</summary>
    internal bool KnowsAll { get; private set; } = true;

    /// <summary>How many intervals the profile spans: those of the time asked for, else from the first flow to the last.</summary>
    internal int Intervals
    {
        get
        {
            if (First is null)
            {
                return 0;
            }

            var (first, last) = (_options.Start ?? First.Value, _options.End ?? (Last!.Value + _options.IntervalSeconds));
            return (int)Math.Clamp((last - first + _options.IntervalSeconds - 1) / _options.IntervalSeconds, 1, MostIntervals);
        }
    }

    /// <summary>What is looked for.</summary>
    public FlowAnomalyOptions Options => _options;

    /// <summary>From when to when, Unix seconds; unbounded without.</summary>
    public (long Start, long End) Times => (_start, _end);

    /// <summary>What is usual of a kind, where only that is known and not all figures it is of.</summary>
    internal Dictionary<FlowAnomalyKind, RobustStatistics> Given { get; } = [];

    /// <summary>Whether figures came added up, in place of records.</summary>
    internal bool IsOfRows { get; private set; }

    internal FlowProfile? Baseline => _baseline;

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

    /// <summary>Adds a figure that somebody else added up.</summary>
    internal void AddRow(FlowAnomalyKind kind, FlowKey key, in Row row)
    {
        Spans(row.First, row.Last);
        if (kind is FlowAnomalyKind.Exfiltration or FlowAnomalyKind.RejectBurst)
        {
            var sum = (kind == FlowAnomalyKind.Exfiltration ? Volumes : Rejects).Get(key);
            (sum.Figure, sum.Flows, sum.Bytes) = (row.Figure, row.Flows, row.Bytes);
            return;
        }

        // A baseline of records knows what is old; the query for a baseline of rows leaves it out itself.
        if ((kind == FlowAnomalyKind.NewPort && _baseline?.Services.Contains(key) == true) || (kind == FlowAnomalyKind.NewPeer && _baseline?.Peers.Contains(key) == true))
        {
            return;
        }

        var fan = (kind switch { FlowAnomalyKind.PortScan => Scans, FlowAnomalyKind.HostSweep => Sweeps, FlowAnomalyKind.NewPort => NewServices, _ => NewPeers }).Get(key);
        (fan.Given, fan.Flows, fan.Rejected, fan.Bytes, fan.First, fan.Last) = (row.Figure, row.Flows, row.Rejected, row.Bytes, row.First, row.Last);
    }

    /// <summary>Notes that there were flows from a time to another.</summary>
    internal void Spans(long first, long last)
    {
        IsOfRows = true;
        First = Math.Min(First ?? long.MaxValue, first - (first % _options.IntervalSeconds));
        Last = Math.Max(Last ?? 0, last - (last % _options.IntervalSeconds));
    }

    private FlowLogParser Next(FlowLogFormat? format, string? source) => _parser = new(
        FlowFields.Addresses | FlowFields.Ports | FlowFields.Protocol | FlowFields.Volume | FlowFields.Times | FlowFields.Action | FlowFields.TcpFlags,
        format,
        shared: _parser,
        source: source);

    private void Add(in FlowRecord flow)
    {
        const FlowFields Needed = FlowFields.Addresses | FlowFields.Ports | FlowFields.Protocol;
        if ((flow.Present & Needed) != Needed || flow.Start < _start || flow.Start >= _end)
        {
            return;
        }

        var bucket = flow.Start - (flow.Start % _options.IntervalSeconds);
        First = Math.Min(First ?? bucket, bucket);
        Last = Math.Max(Last ?? bucket, bucket);
        var rejected = flow.Action == FlowAction.Reject;
        bool inside = flow.Source.IsLocal, toInside = flow.Destination.IsLocal;
        if (!rejected && inside && !toInside)
        {
            Count(Volumes.Get(new(flow.Source.High, flow.Source.Low, 0, 0, (ulong)bucket)), in flow, flow.Bytes);
        }

        if (rejected)
        {
            Count(Rejects.Get(new(flow.Destination.High, flow.Destination.Low, 0, 0, (ulong)bucket)), in flow, 1);
        }

        if (!IpProtocols.HasPorts(flow.Protocol) || flow.IsReply)
        {
            return;
        }

        var service = ((ulong)flow.Protocol << 16) | (uint)flow.DestinationPort;
        Fanned(Scans.Get(new(flow.Source.High, flow.Source.Low, flow.Destination.High, flow.Destination.Low, 0)), in flow, service);
        Fanned(Sweeps.Get(new(flow.Source.High, flow.Source.Low, 0, 0, service)), in flow, flow.Destination.High ^ (flow.Destination.Low * 31));
        if (rejected)
        {
            return;
        }

        if (toInside)
        {
            Known(Services, new(0, 0, flow.Destination.High, flow.Destination.Low, service), _baseline?.Services, NewServices, in flow, flow.Source.High ^ (flow.Source.Low * 31));
        }

        if (inside)
        {
            Known(Peers, new(flow.Source.High, flow.Source.Low, flow.Destination.High, flow.Destination.Low, 0), _baseline?.Peers, NewPeers, in flow, service);
        }
    }

    private void Known(HashSet<FlowKey> known, in FlowKey key, HashSet<FlowKey>? before, BoundedMap<Fan> news, in FlowRecord flow, ulong different)
    {
        if (before is not null)
        {
            if (!before.Contains(key))
            {
                Fanned(news.Get(in key), in flow, different);
            }
        }
        else if (known.Count < _options.Capacity * 5)
        {
            known.Add(key);
        }
        else if (!known.Contains(key))
        {
            KnowsAll = false;
        }
    }

    private static void Fanned(Fan fan, in FlowRecord flow, ulong different)
    {
        fan.Flows++;
        fan.Rejected += flow.Action == FlowAction.Reject ? 1 : 0;
        fan.Bytes += flow.Bytes;
        fan.First = Math.Min(fan.First, flow.Start);
        fan.Last = Math.Max(fan.Last, flow.End);
        if (fan.Different.Add(different) && fan.Examples.Count < MostExamples)
        {
            fan.Examples.Add(Text(in flow));
        }
    }

    private static void Count(Sum sum, in FlowRecord flow, long figure)
    {
        sum.Figure += figure;
        sum.Flows++;
        sum.Bytes += flow.Bytes;
        if (flow.Bytes > sum.Largest || sum.Examples.Count < MostExamples)
        {
            sum.Largest = Math.Max(sum.Largest, flow.Bytes);
            var text = Text(in flow);
            if (!sum.Examples.Contains(text))
            {
                if (sum.Examples.Count == MostExamples)
                {
                    sum.Examples.RemoveAt(0);
                }

                sum.Examples.Add(text);
            }
        }
    }

    private static string Text(in FlowRecord flow) => string.Create(
        CultureInfo.InvariantCulture,
        $"{flow.Source} -> {flow.Destination} {IpProtocols.Name(flow.Protocol)}/{flow.DestinationPort}{(flow.Action == FlowAction.Reject ? " REJECT" : string.Empty)}");

    /// <summary>What one sender does to others.</summary>
    internal sealed class Fan
    {
        public DistinctCounter Different { get; } = new();

        /// <summary>How many different ones, where somebody else counted them.</summary>
        public double? Given { get; set; }

        public double Count => Given ?? Different.Count;

        public List<string> Examples { get; } = [];

        public long Flows { get; set; }

        public long Rejected { get; set; }

        public long Bytes { get; set; }

        public long First { get; set; } = long.MaxValue;

        public long Last { get; set; }
    }

    /// <summary>A figure of one address in one interval.</summary>
    internal sealed class Sum
    {
        public double Figure { get; set; }

        public long Flows { get; set; }

        public long Bytes { get; set; }

        public long Largest { get; set; }

        public List<string> Examples { get; } = [];
    }

    /// <summary>A figure with what belongs to it; times are Unix seconds.</summary>
    internal readonly record struct Row(double Figure, long Flows, long Rejected, long Bytes, long First, long Last);

    private readonly struct Sink(FlowProfile owner) : IFlowSink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Accept(in FlowRecord flow) => owner.Add(in flow);
    }
}
