using System.Runtime.CompilerServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Answers a <see cref="FlowQuery"/> over any number of sources, in memory that does not grow with them.</summary>
public sealed class FlowAggregator : IFlowLogConsumer
{
    // One of the two: by address alone, or by anything else.
    private readonly FlowSums<AddressKey>? _addresses;
    private readonly FlowSums<FlowKey>? _sums;
    private readonly FlowQuery _query;
    private readonly long _start;
    private readonly long _end;
    private FlowLogParser? _parser;

    /// <summary>Begins an answer.</summary>
    public FlowAggregator(FlowQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.By == FlowDimension.Field && query.Field is null)
        {
            throw new ArgumentException("Field names the text field when By is Field.", nameof(query));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(query.IntervalSeconds ?? 1, 1, nameof(query));
        _query = query.By == FlowDimension.Time && query.IntervalSeconds is null ? query with { IntervalSeconds = 3600 } : query;
        if (_query is { IntervalSeconds: null, By: FlowDimension.Talker or FlowDimension.Destination })
        {
            _addresses = new(_query.Capacity, _query.Rank);
        }
        else
        {
            _sums = new(_query.Capacity, _query.Rank);
        }

        (_start, _end) = (query.Start ?? long.MinValue, query.End ?? long.MaxValue);
    }

    /// <summary>What was read.</summary>
    public FlowLogStatistics Statistics => _parser?.Statistics ?? new();

    /// <summary>Flows outside of the time or the action asked for, or without the fields that the question needs.</summary>
    public long Skipped { get; private set; }

    /// <summary>Fields that the last source lacks and the answer needs.</summary>
    public FlowFields Missing => (_parser?.Missing ?? FlowFields.None) & _query.Required;

    /// <summary>Ranking figures may be too low by at most this; 0 when all is exact.</summary>
    public long Error => _addresses?.Table.Error ?? _sums!.Table.Error;

    /// <summary>A parser for the next source.</summary>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="source">What is read, for errors.</param>
    public FlowLogParser Parser(FlowLogFormat? format = null, string? source = null) =>
        _parser = new(_query.Fields, format, _query.By == FlowDimension.Field ? _query.Field : null, _parser, source);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Plain or gzip.</param>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="source">What is read, for errors.</param>
    /// <param name="progress">Called with the bytes read of the stream so far.</param>
    /// <param name="stop">Ends the reading.</param>
    public void Read(Stream stream, FlowLogFormat? format = null, string? source = null, Action<long>? progress = null, CancellationToken stop = default)
    {
        var sink = new Sink(this);
        FlowLogReader.Read(stream, Parser(format, source), ref sink, progress, stop);
    }

    /// <summary>Reads lines.</summary>
    /// <param name="lines">Whole lines, UTF-8.</param>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="source">What is read, for errors.</param>
    public void Read(ReadOnlySpan<byte> lines, FlowLogFormat? format = null, string? source = null)
    {
        var sink = new Sink(this);
        var parser = Parser(format, source);
        parser.Statistics.Bytes += lines.Length;
        parser.Parse(lines, ref sink);
    }

    /// <summary>The sums, the largest first; within buckets of time the earliest bucket first.</summary>
    /// <param name="top">Most keys, of each bucket; null for all.</param>
    public IReadOnlyList<FlowTotal> Totals(int? top = null)
    {
        IEnumerable<FlowTotal> Ranked(IEnumerable<FlowTotal> totals) =>
            totals.OrderByDescending(Figure).ThenByDescending(static t => t.Bytes).ThenByDescending(static t => t.Flows).ThenBy(static t => t.Source).ThenBy(static t => t.Destination).ThenBy(static t => t.Protocol).ThenBy(static t => t.Port).ThenBy(static t => t.Text, StringComparer.Ordinal).Take(top ?? int.MaxValue);
        var all = (_addresses is null ? _sums!.Table.Entries : _addresses.Table.Entries.Select(Widened)).Select(Total);
        return [.. _query.IntervalSeconds is null ? Ranked(all) : all.GroupBy(static t => t.Time).OrderBy(static g => g.Key).SelectMany(Ranked)];
    }

    private long Figure(FlowTotal total) => _query.Rank switch
    {
        FlowMeasure.Packets => total.Packets,
        FlowMeasure.Flows => total.Flows,
        _ => total.Bytes,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(in FlowRecord flow)
    {
        if ((flow.Present & _query.Required) != _query.Required
            || flow.Start < _start || flow.Start >= _end
            || (_query.Action != FlowAction.None && flow.Action != _query.Action)
            || (_query.By == FlowDimension.Reject && flow.Action != FlowAction.Reject))
        {
            Skipped++;
            return;
        }

        if (_addresses is not null)
        {
            ref readonly var address = ref _query.By == FlowDimension.Talker ? ref flow.Source : ref flow.Destination;
            _addresses.Add(new(address.High, address.Low), in flow);
            return;
        }

        var bucket = _query.IntervalSeconds is { } seconds ? (ulong)(flow.Start - (flow.Start % seconds)) << 24 : 0;
        var key = _query.By switch
        {
            FlowDimension.Talker => new FlowKey(flow.Source.High, flow.Source.Low, 0, 0, bucket),
            FlowDimension.Destination => new FlowKey(0, 0, flow.Destination.High, flow.Destination.Low, bucket),
            FlowDimension.Pair => new FlowKey(flow.Source.High, flow.Source.Low, flow.Destination.High, flow.Destination.Low, bucket),
            FlowDimension.Port => new FlowKey(0, 0, 0, 0, bucket | ((ulong)flow.Protocol << 16) | (uint)flow.ServicePort),
            FlowDimension.Protocol => new FlowKey(0, 0, 0, 0, bucket | ((ulong)flow.Protocol << 16)),
            FlowDimension.Reject => new FlowKey(flow.Source.High, flow.Source.Low, flow.Destination.High, flow.Destination.Low, bucket | ((ulong)flow.Protocol << 16) | (uint)flow.DestinationPort),
            FlowDimension.Interface => new FlowKey((ulong)flow.Interface, 0, 0, 0, bucket),
            FlowDimension.Field => new FlowKey((ulong)flow.Text, 0, 0, 0, bucket),
            FlowDimension.Action => new FlowKey((ulong)flow.Action, 0, 0, 0, bucket),
            FlowDimension.Direction => new FlowKey((ulong)flow.Direction, 0, 0, 0, bucket),
            _ => new FlowKey(0, 0, 0, 0, bucket),
        };
        _sums!.Add(in key, in flow);
    }

    /// <summary>An entry by address as one by any key.</summary>
    private FlowEntry<FlowKey> Widened(FlowEntry<AddressKey> entry) => new()
    {
        Key = _query.By == FlowDimension.Talker ? new(entry.Key.High, entry.Key.Low, 0, 0, 0) : new(0, 0, entry.Key.High, entry.Key.Low, 0),
        Before = entry.Before,
        Bytes = entry.Bytes,
        Packets = entry.Packets,
        Flows = entry.Flows,
        Accepted = entry.Accepted,
        Rejected = entry.Rejected,
    };

    private FlowTotal Total(FlowEntry<FlowKey> entry)
    {
        var key = entry.Key;
        var by = _query.By;
        return new()
        {
            Source = by is FlowDimension.Talker or FlowDimension.Pair or FlowDimension.Reject ? new FlowAddress(key.A, key.B).ToIpAddress() : null,
            Destination = by is FlowDimension.Destination or FlowDimension.Pair or FlowDimension.Reject ? new FlowAddress(key.C, key.D).ToIpAddress() : null,
            Port = by is FlowDimension.Port or FlowDimension.Reject ? (int)(key.E & 0xFFFF) : null,
            Protocol = by is FlowDimension.Port or FlowDimension.Protocol or FlowDimension.Reject ? (int)((key.E >> 16) & 0xFF) : null,
            Action = by == FlowDimension.Action ? (FlowAction)key.A : by == FlowDimension.Reject ? FlowAction.Reject : null,
            Direction = by == FlowDimension.Direction ? (FlowDirection)key.A : null,
            Text = by == FlowDimension.Interface ? _parser!.Interfaces[(int)key.A] : by == FlowDimension.Field ? _parser!.Texts[(int)key.A] : null,
            Time = _query.IntervalSeconds is null ? null : (long)(key.E >> 24),
            Bytes = entry.Bytes,
            Packets = entry.Packets,
            Flows = entry.Flows,
            Accepted = entry.Accepted,
            Rejected = entry.Rejected,
            Error = entry.Before,
        };
    }

    private readonly struct Sink(FlowAggregator owner) : IFlowSink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Accept(in FlowRecord flow) => owner.Add(in flow);
    }
}
