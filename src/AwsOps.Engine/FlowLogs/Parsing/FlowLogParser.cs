using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Reads flow log records out of bytes: blanks and line ends are found 64 bytes at a time, and only the fields that the
/// question needs are parsed, in place. Columns come from the header line where there is one, else from the format.
/// </summary>
/// <remarks>Malformed lines are counted in <see cref="Statistics"/> with line and reason, and skipped.</remarks>
public sealed class FlowLogParser
{
    private readonly FlowFields _wanted;
    private readonly string? _text;
    private readonly string? _source;
    private readonly LineIndex _index;
    private Columns _at;
    private FlowFields _has;
    private int _columns;
    private long _line;

    /// <summary>Makes a parser for one source of records: a file, an object, a log group.</summary>
    /// <param name="wanted">Fields to parse.</param>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="text">Name of the field that <see cref="FlowFields.Text"/> means.</param>
    /// <param name="shared">A parser whose statistics and names this one goes on with; null to begin anew.</param>
    /// <param name="source">What is read, for errors.</param>
    public FlowLogParser(FlowFields wanted, FlowLogFormat? format = null, string? text = null, FlowLogParser? shared = null, string? source = null)
    {
        _wanted = wanted;
        _text = text;
        _source = source;
        Statistics = shared?.Statistics ?? new();
        Interfaces = shared?.Interfaces ?? new();
        Texts = shared?.Texts ?? new();
        _index = shared?._index ?? new();
        Use(format ?? FlowLogFormat.Default);
    }

    private enum Kind : byte
    {
        Source,
        Destination,
        SourcePort,
        DestinationPort,
        Protocol,
        Packets,
        Bytes,
        Start,
        End,
        Action,
        TcpFlags,
        Direction,
        Interface,
        Text,
        Status,
    }

    /// <summary>The columns that are in use now.</summary>
    public FlowLogFormat Format { get; private set; } = FlowLogFormat.Default;

    /// <summary>What was read so far.</summary>
    public FlowLogStatistics Statistics { get; }

    /// <summary>Names of interfaces by number.</summary>
    public TextTable Interfaces { get; }

    /// <summary>Values of the text field by number.</summary>
    public TextTable Texts { get; }

    /// <summary>Fields wanted that the columns do not have.</summary>
    public FlowFields Missing { get; private set; }

    /// <summary>Parses lines.</summary>
    /// <param name="lines">Whole lines; the last one may lack its line end.</param>
    /// <param name="sink">What takes the flows.</param>
    public void Parse<TSink>(ReadOnlySpan<byte> lines, ref TSink sink)
        where TSink : IFlowSink
    {
        var buffer = new byte[lines.Length + Bytes.Padding];
        lines.CopyTo(buffer);
        Parse(buffer, 0, lines.Length, last: true, ref sink);
    }

    /// <summary>Parses the lines of a part of a buffer that has <see cref="Bytes.Padding"/> bytes to spare behind it.</summary>
    /// <returns>Where it ended: behind the last line end, or behind all when <paramref name="last"/>.</returns>
    internal int Parse<TSink>(byte[] buffer, int from, int to, bool last, ref TSink sink)
        where TSink : IFlowSink
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to + Bytes.Padding, buffer.Length);
        ref var data = ref MemoryMarshal.GetArrayDataReference(buffer);
        var position = from;
        while (position < to)
        {
            _index.Read(ref data, position, Math.Min(to, position + LineIndex.Window));
            if (_index.Lines > 0)
            {
                position = Lines(buffer, ref data, ref sink);
                continue;
            }

            // A line that is longer than what is looked at together, or the last one.
            var feed = buffer.AsSpan(position, to - position).IndexOf((byte)'\n');
            if (feed < 0 && !last)
            {
                return position;
            }

            _line++;
            var line = buffer.AsSpan(position, feed < 0 ? to - position : feed);
            Unusual(line is [.., (byte)'\r'] ? line[..^1] : line, ref sink);
            position = feed < 0 ? to : position + feed + 1;
        }

        return position;
    }

    /// <summary>Takes the lines that the index holds.</summary>
    /// <returns>Where the last of them ends.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Lines<TSink>(byte[] buffer, ref byte data, ref TSink sink)
        where TSink : IFlowSink
    {
        var irregular = _index.Irregular;
        var first = 0;
        foreach (var mark in _index.Ends)
        {
            ref var ends = ref Unsafe.Add(ref _index.Marks, first);
            ref var end = ref Unsafe.Add(ref _index.Marks, mark);
            int begin = Unsafe.Add(ref ends, -1) + 1, feed = end;
            // end - 1 may be the line before when this one is empty; then it is irregular and end is put right below.
            if (feed > begin && Unsafe.Add(ref data, feed - 1) == '\r')
            {
                end--;
            }

            _line++;
            if (mark - first == _columns - 1
                && !IsLetter(Unsafe.Add(ref data, begin))
                && end > Unsafe.Add(ref end, -1) + 1
                && !(irregular && IsIrregular(ref ends, _columns)))
            {
                Record(ref data, ref ends, ref sink);
            }
            else
            {
                Unusual(buffer.AsSpan(begin, end - begin), ref sink);
            }

            // The next line begins behind the line end, not behind the carriage return.
            end = feed;
            first = mark + 1;
        }

        return Unsafe.Add(ref _index.Marks, first - 1) + 1;
    }

    /// <summary>Whether a field is empty.</summary>
    private static bool IsIrregular(ref int ends, int columns)
    {
        for (var i = 0; i < columns; i++)
        {
            if (Unsafe.Add(ref ends, i) == Unsafe.Add(ref ends, i - 1) + 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Counts a line that does not end.</summary>
    internal void TooLong(ReadOnlySpan<byte> beginning)
    {
        Statistics.Lines++;
        Statistics.Add(new(_source, ++_line, $"it is too long for a record: {Shorten(beginning)}"));
    }

    /// <summary>A header begins with a letter; so do the records of some formats, which then take the slower way.</summary>
    private static bool IsLetter(byte c) => (uint)(c - 'a') <= 'z' - 'a';

    private void Unusual<TSink>(ReadOnlySpan<byte> line, ref TSink sink)
        where TSink : IFlowSink
    {
        line = line.Trim((byte)' ');
        if (line.IsEmpty)
        {
            return;
        }

        if (IsLetter(line[0]) && FlowLogFormat.FromHeader(line) is { } header)
        {
            Statistics.Lines++;
            Statistics.AddUnknown(_source, _line, header.Unknown);
            Use(header);
            return;
        }

        // An export of a log group to S3 puts the time before each record.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html
        if (line.Length > 25 && line[4] == '-' && line[10] == 'T' && line.IndexOf((byte)' ') is > 10 and var blank && line[blank - 1] == 'Z')
        {
            line = line[(blank + 1)..].TrimStart((byte)' ');
        }

        // AWS's own examples have a doubled blank; runs count as one.
        var buffer = new byte[line.Length + Bytes.Padding];
        Span<int> ends = stackalloc int[FlowLogFormat.MostColumns + 2];
        ends[0] = -1;
        var (used, count) = (0, 0);
        foreach (var c in line)
        {
            if (c == ' ')
            {
                if (buffer[used - 1] == ' ')
                {
                    continue;
                }

                count++;
                if (count <= FlowLogFormat.MostColumns)
                {
                    ends[count] = used;
                }
            }

            buffer[used++] = c;
        }

        if (count + 1 != _columns)
        {
            Statistics.Lines++;
            Statistics.Add(new(_source, _line, $"it has {count + 1} fields; the format has {_columns}: {Shorten(line)}"));
            return;
        }

        ends[count + 1] = used;
        Record(ref buffer[0], ref ends[1], ref sink);
    }

    /// <summary>Takes a record apart.</summary>
    /// <param name="data">The buffer.</param>
    /// <param name="ends">Where each field ends in it; before the first, the place in front of the record.</param>
    /// <param name="sink">What takes the flow.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Record<TSink>(ref byte data, ref int ends, ref TSink sink)
        where TSink : IFlowSink
    {
        Statistics.Lines++;
        var absent = FlowFields.None;
        FlowRecord flow = default;
        if (!Status(ref data, ref ends)
            || !Address(ref data, ref ends, _at.Source, Kind.Source, ref flow.Source, ref absent)
            || !Address(ref data, ref ends, _at.Destination, Kind.Destination, ref flow.Destination, ref absent)
            || !Number(ref data, ref ends, _at.SourcePort, Kind.SourcePort, ushort.MaxValue, out var sourcePort, ref absent)
            || !Number(ref data, ref ends, _at.DestinationPort, Kind.DestinationPort, ushort.MaxValue, out var destinationPort, ref absent)
            || !Number(ref data, ref ends, _at.Protocol, Kind.Protocol, byte.MaxValue, out var protocol, ref absent)
            || !Number(ref data, ref ends, _at.Packets, Kind.Packets, long.MaxValue, out flow.Packets, ref absent)
            || !Number(ref data, ref ends, _at.Bytes, Kind.Bytes, long.MaxValue, out flow.Bytes, ref absent)
            || !Number(ref data, ref ends, _at.Start, Kind.Start, MostSeconds, out flow.Start, ref absent)
            || !Number(ref data, ref ends, _at.End, Kind.End, MostSeconds, out flow.End, ref absent)
            || !Action(ref data, ref ends, out flow.Action, ref absent)
            || !Number(ref data, ref ends, _at.TcpFlags, Kind.TcpFlags, byte.MaxValue, out var flags, ref absent)
            || (_at.HasMore && !More(ref data, ref ends, ref flow, ref absent)))
        {
            return;
        }

        // Without addresses there is no flow, also where no status says so.
        if ((absent & FlowFields.Addresses) != 0)
        {
            Statistics.NoData++;
            return;
        }

        if (flow.End < flow.Start && _at.End >= 0 && (absent & FlowFields.Times) == 0)
        {
            Statistics.Add(new(_source, _line, $"start {flow.Start} is after end {flow.End}"));
            return;
        }

        (flow.SourcePort, flow.DestinationPort, flow.Protocol, flow.TcpFlags) = ((int)sourcePort, (int)destinationPort, (int)protocol, (int)flags);
        flow.Present = _has & ~absent;
        Statistics.Flows++;
        sink.Accept(in flow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Field(ref byte data, ref int ends, int column, out int length)
    {
        var begin = Unsafe.Add(ref ends, column - 1) + 1;
        length = Unsafe.Add(ref ends, column) - begin;
        return ref Unsafe.Add(ref data, begin);
    }

    /// <summary>Whether the record has data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Status(ref byte data, ref int ends)
    {
        if (_at.Status < 0)
        {
            return true;
        }

        ref var text = ref Field(ref data, ref ends, _at.Status, out var length);
        return (length == 2 && Unsafe.ReadUnaligned<ushort>(ref text) == Ok) || Status(MemoryMarshal.CreateReadOnlySpan(ref text, length));
    }

    private bool Status(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("NODATA"u8))
        {
            Statistics.NoData++;
            return false;
        }

        if (text.SequenceEqual("SKIPDATA"u8))
        {
            Statistics.SkipData++;
            return false;
        }

        var ignored = FlowFields.None;
        return Missed(text, _at.Status, Kind.Status, ref ignored);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Number(ref byte data, ref int ends, int column, Kind kind, long most, out long value, ref FlowFields absent)
    {
        value = 0;
        if (column < 0)
        {
            return true;
        }

        ref var text = ref Field(ref data, ref ends, column, out var length);
        if (Bytes.TryNumber(ref text, length, out value) && value <= most)
        {
            return true;
        }

        value = 0;
        return Missed(MemoryMarshal.CreateReadOnlySpan(ref text, length), column, kind, ref absent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Address(ref byte data, ref int ends, int column, Kind kind, ref FlowAddress address, ref FlowFields absent)
    {
        if (column < 0)
        {
            return true;
        }

        ref var text = ref Field(ref data, ref ends, column, out var length);
        return Bytes.TryAddress(ref text, length, out address) || Missed(MemoryMarshal.CreateReadOnlySpan(ref text, length), column, kind, ref absent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Action(ref byte data, ref int ends, out FlowAction action, ref FlowFields absent)
    {
        action = FlowAction.None;
        if (_at.Action < 0)
        {
            return true;
        }

        ref var text = ref Field(ref data, ref ends, _at.Action, out var length);
        var word = Unsafe.ReadUnaligned<ulong>(ref text) & 0xFFFF_FFFF_FFFF;
        // Both compared at once: which of them it is can't be foreseen.
        var (accept, reject) = (word == Accept, word == Reject);
        if (length == 6 && (accept | reject))
        {
            action = accept ? FlowAction.Accept : FlowAction.Reject;
            return true;
        }

        return Missed(MemoryMarshal.CreateReadOnlySpan(ref text, length), _at.Action, Kind.Action, ref absent);
    }

    /// <summary>The fields that few questions are about.</summary>
    private bool More(ref byte data, ref int ends, ref FlowRecord flow, ref FlowFields absent)
    {
        if (_at.Direction >= 0)
        {
            ref var text = ref Field(ref data, ref ends, _at.Direction, out var length);
            var direction = MemoryMarshal.CreateReadOnlySpan(ref text, length);
            flow.Direction = direction.SequenceEqual("ingress"u8) ? FlowDirection.Ingress : direction.SequenceEqual("egress"u8) ? FlowDirection.Egress : FlowDirection.None;
            if (flow.Direction == FlowDirection.None && !Missed(direction, _at.Direction, Kind.Direction, ref absent))
            {
                return false;
            }
        }

        if (_at.Interface >= 0)
        {
            ref var text = ref Field(ref data, ref ends, _at.Interface, out var length);
            if (IsAbsent(ref text, length))
            {
                absent |= FlowFields.Interface;
            }
            else
            {
                flow.Interface = Interfaces.Add(ref text, length);
            }
        }

        if (_at.Text >= 0)
        {
            ref var text = ref Field(ref data, ref ends, _at.Text, out var length);
            if (IsAbsent(ref text, length))
            {
                absent |= FlowFields.Text;
            }
            else
            {
                flow.Text = Texts.Add(ref text, length);
            }
        }

        return true;
    }

    private static bool IsAbsent(ref byte text, int length) => length == 1 && text == '-';

    /// <summary>What is no value of its field: a hyphen is none on purpose, anything else is told.</summary>
    private bool Missed(ReadOnlySpan<byte> text, int column, Kind kind, ref FlowFields absent)
    {
        if (text is [(byte)'-'])
        {
            absent |= FieldOf(kind);
            return true;
        }

        Statistics.Add(new(_source, _line, $"{Format.Fields[column].Name} is '{Shorten(text)}', {Expected(kind)}"));
        return false;
    }

    private const long MostSeconds = 253_402_300_799; // the end of the year 9999
    private const ushort Ok = 'O' | ('K' << 8);
    private const ulong Accept = 'A' | ('C' << 8) | ('C' << 16) | ('E' << 24) | ((ulong)'P' << 32) | ((ulong)'T' << 40);
    private const ulong Reject = 'R' | ('E' << 8) | ('J' << 16) | ('E' << 24) | ((ulong)'C' << 32) | ((ulong)'T' << 40);

    private static FlowFields FieldOf(Kind kind) => kind switch
    {
        Kind.Source => FlowFields.SourceAddress,
        Kind.Destination => FlowFields.DestinationAddress,
        Kind.SourcePort or Kind.DestinationPort => FlowFields.Ports,
        Kind.Protocol => FlowFields.Protocol,
        Kind.Packets or Kind.Bytes => FlowFields.Volume,
        Kind.Start or Kind.End => FlowFields.Times,
        Kind.Action => FlowFields.Action,
        Kind.TcpFlags => FlowFields.TcpFlags,
        Kind.Direction => FlowFields.Direction,
        _ => FlowFields.None,
    };

    private static string Expected(Kind kind) => kind switch
    {
        Kind.Source or Kind.Destination => "which is not an address",
        Kind.SourcePort or Kind.DestinationPort => "which is not a port from 0 to 65535",
        Kind.Protocol or Kind.TcpFlags => "which is not a number from 0 to 255",
        Kind.Action => "which is neither ACCEPT nor REJECT",
        Kind.Direction => "which is neither ingress nor egress",
        Kind.Status => "which is none of OK, NODATA, SKIPDATA",
        Kind.Start or Kind.End => "which is not a time in Unix seconds",
        _ => "which is not a number from 0 to 999,999,999,999,999,999",
    };

    private static string Shorten(ReadOnlySpan<byte> text) =>
        text.Length > 60 ? Encoding.Latin1.GetString(text[..57]) + "..." : Encoding.Latin1.GetString(text);

    /// <summary>Finds the columns of what is wanted.</summary>
    private void Use(FlowLogFormat format)
    {
        Format = format;
        _columns = format.Fields.Count;
        (_has, Missing) = (FlowFields.None, FlowFields.None);
        _at = new()
        {
            Status = format.IndexOf("log-status"),
            Source = At("srcaddr", FlowFields.SourceAddress),
            Destination = At("dstaddr", FlowFields.DestinationAddress),
            SourcePort = At("srcport", FlowFields.Ports),
            DestinationPort = At("dstport", FlowFields.Ports),
            Protocol = At("protocol", FlowFields.Protocol),
            Packets = At("packets", FlowFields.Volume),
            Bytes = At("bytes", FlowFields.Volume),
            Start = At("start", FlowFields.Times),
            End = At("end", FlowFields.Times),
            Action = At("action", FlowFields.Action),
            TcpFlags = At("tcp-flags", FlowFields.TcpFlags),
            Direction = At("flow-direction", FlowFields.Direction),
            Interface = At("interface-id", FlowFields.Interface),
            Text = _text is null ? -1 : At(_text, FlowFields.Text),
        };

        int At(string name, FlowFields field)
        {
            if (!_wanted.HasFlag(field))
            {
                return -1;
            }

            var column = format.IndexOf(name);
            if (column < 0)
            {
                Missing |= field;
            }
            else
            {
                _has |= field;
            }

            return column;
        }
    }

    /// <summary>The column of each field; -1 when it is not wanted or not there.</summary>
    private struct Columns
    {
        public int Status;
        public int Source;
        public int Destination;
        public int SourcePort;
        public int DestinationPort;
        public int Protocol;
        public int Packets;
        public int Bytes;
        public int Start;
        public int End;
        public int Action;
        public int TcpFlags;
        public int Direction;
        public int Interface;
        public int Text;

        public readonly bool HasMore => (Direction & Interface & Text) >= 0;
    }
}
