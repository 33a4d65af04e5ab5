using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Reads flow log records out of bytes: 32 bytes at a time are searched for blanks and line ends, and only the fields that the
/// question needs are parsed, in place. Columns come from the header line where there is one, else from the format.
/// </summary>
/// <remarks>Malformed lines are counted in <see cref="Statistics"/> with line and reason, and skipped.</remarks>
public sealed class FlowLogParser
{
    private readonly FlowLogFormat _given;
    private readonly FlowFields _wanted;
    private readonly string? _text;
    private readonly string? _source;
    private Step[] _steps = [];
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
        _given = format ?? FlowLogFormat.Default;
        Statistics = shared?.Statistics ?? new();
        Interfaces = shared?.Interfaces ?? new();
        Texts = shared?.Texts ?? new();
        Use(_given);
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
        Span<int> ends = stackalloc int[FlowLogFormat.MostColumns + 1];
        ref var data = ref MemoryMarshal.GetArrayDataReference(buffer);
        var blank = Vector256.Create((byte)' ');
        var feed = Vector256.Create((byte)'\n');
        var position = from;
        while (position < to)
        {
            int count = 0, block = position, next, end;
            var previous = position - 1;
            var irregular = false;
            while (true)
            {
                var v = Vector256.LoadUnsafe(ref data, (nuint)block);
                var blanks = Vector256.Equals(v, blank).ExtractMostSignificantBits();
                var feeds = Vector256.Equals(v, feed).ExtractMostSignificantBits();
                var rest = to - block;
                if (rest < 32)
                {
                    feeds &= (1u << rest) - 1;
                    blanks &= (1u << rest) - 1;
                }

                if (feeds != 0)
                {
                    blanks &= (feeds & (~feeds + 1)) - 1;
                }

                while (blanks != 0)
                {
                    var at = block + BitOperations.TrailingZeroCount(blanks);
                    blanks &= blanks - 1;
                    irregular |= at == previous + 1;
                    previous = at;
                    if (count < FlowLogFormat.MostColumns)
                    {
                        Unsafe.Add(ref MemoryMarshal.GetReference(ends), count) = at;
                    }

                    count++;
                }

                if (feeds != 0)
                {
                    end = block + BitOperations.TrailingZeroCount(feeds);
                    next = end + 1;
                    break;
                }

                if (rest <= 32)
                {
                    if (!last)
                    {
                        return position;
                    }

                    (end, next) = (to, to);
                    break;
                }

                block += 32;
            }

            if (end > position && Unsafe.Add(ref data, end - 1) == '\r')
            {
                end--;
            }

            _line++;
            if (count == _columns - 1 && !irregular && end > previous + 1 && !IsLetter(Unsafe.Add(ref data, position)))
            {
                ends[count] = end;
                Record(ref data, ends, position, ref sink);
            }
            else
            {
                Unusual(buffer.AsSpan(position, end - position), ends, ref sink);
            }

            position = next;
        }

        return position;
    }

    /// <summary>Counts a line that does not end.</summary>
    internal void TooLong(ReadOnlySpan<byte> beginning)
    {
        Statistics.Lines++;
        Statistics.Add(new(_source, ++_line, $"it is too long for a record: {Shorten(beginning)}"));
    }

    /// <summary>A header begins with a letter; so do the records of some formats, which then take the slower way.</summary>
    private static bool IsLetter(byte c) => (uint)(c - 'a') <= 'z' - 'a';

    private void Unusual<TSink>(ReadOnlySpan<byte> line, Span<int> ends, ref TSink sink)
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
        var (used, count) = (0, 0);
        foreach (var c in line)
        {
            if (c == ' ')
            {
                if (buffer[used - 1] == ' ')
                {
                    continue;
                }

                if (count < FlowLogFormat.MostColumns)
                {
                    ends[count] = used;
                }

                count++;
            }

            buffer[used++] = c;
        }

        if (count + 1 != _columns)
        {
            Statistics.Lines++;
            Statistics.Add(new(_source, _line, $"it has {count + 1} fields; the format has {_columns}: {Shorten(line)}"));
            return;
        }

        ends[count] = used;
        Record(ref buffer[0], ends, 0, ref sink);
    }

    private void Record<TSink>(ref byte data, ReadOnlySpan<int> ends, int position, ref TSink sink)
        where TSink : IFlowSink
    {
        Statistics.Lines++;
        FlowRecord flow = default;
        FlowFields present = FlowFields.None, absent = FlowFields.None;
        foreach (ref readonly var step in _steps.AsSpan())
        {
            var start = step.Column == 0 ? position : ends[step.Column - 1] + 1;
            var length = ends[step.Column] - start;
            ref var text = ref Unsafe.Add(ref data, start);
            if (text == '-' && length == 1)
            {
                absent |= step.Field;
                if (step.Kind is Kind.Source or Kind.Destination)
                {
                    // Without addresses there is no flow: the status says why.
                    flow.Protocol = -1;
                }

                continue;
            }

            present |= step.Field;
            long number;
            switch (step.Kind)
            {
                case Kind.Source when Bytes.TryAddress(ref text, length, out flow.Source):
                case Kind.Destination when Bytes.TryAddress(ref text, length, out flow.Destination):
                    break;
                case Kind.SourcePort when Bytes.TryNumber(ref text, length, out number) && number <= 65_535:
                    flow.SourcePort = (int)number;
                    break;
                case Kind.DestinationPort when Bytes.TryNumber(ref text, length, out number) && number <= 65_535:
                    flow.DestinationPort = (int)number;
                    break;
                case Kind.Protocol when Bytes.TryNumber(ref text, length, out number) && number <= 255:
                    flow.Protocol = (int)number;
                    break;
                case Kind.Packets when Bytes.TryNumber(ref text, length, out number):
                    flow.Packets = number;
                    break;
                case Kind.Bytes when Bytes.TryNumber(ref text, length, out number):
                    flow.Bytes = number;
                    break;
                case Kind.Start when Bytes.TryNumber(ref text, length, out number) && number <= MostSeconds:
                    flow.Start = number;
                    break;
                case Kind.End when Bytes.TryNumber(ref text, length, out number) && number <= MostSeconds:
                    flow.End = number;
                    break;
                case Kind.Action when length == 6 && Unsafe.ReadUnaligned<uint>(ref text) == Accept && Unsafe.Add(ref text, 4) == 'P':
                    flow.Action = FlowAction.Accept;
                    break;
                case Kind.Action when length == 6 && Unsafe.ReadUnaligned<uint>(ref text) == Reject && Unsafe.Add(ref text, 4) == 'C':
                    flow.Action = FlowAction.Reject;
                    break;
                case Kind.TcpFlags when Bytes.TryNumber(ref text, length, out number) && number <= 255:
                    flow.TcpFlags = (int)number;
                    break;
                case Kind.Direction when length == 7 && text == 'i':
                    flow.Direction = FlowDirection.Ingress;
                    break;
                case Kind.Direction when length == 6 && text == 'e':
                    flow.Direction = FlowDirection.Egress;
                    break;
                case Kind.Interface:
                    flow.Interface = Interfaces.Add(ref text, length);
                    break;
                case Kind.Text:
                    flow.Text = Texts.Add(ref text, length);
                    break;
                case Kind.Status when length == 2 && text == 'O':
                    break;
                case Kind.Status when length == 6 && text == 'N':
                    Statistics.NoData++;
                    return;
                case Kind.Status when length == 8 && text == 'S':
                    Statistics.SkipData++;
                    return;
                default:
                    Statistics.Add(new(_source, _line, $"{Format.Fields[step.Column].Name} is '{Shorten(MemoryMarshal.CreateReadOnlySpan(ref text, length))}', {Expected(step.Kind)}"));
                    return;
            }
        }

        if (flow.Protocol < 0)
        {
            Statistics.NoData++;
            return;
        }

        Statistics.Flows++;
        flow.Present = present & ~absent;
        sink.Accept(in flow);
    }

    private const long MostSeconds = 253_402_300_799; // the end of the year 9999
    private const uint Accept = 'A' | ('C' << 8) | ('C' << 16) | ('E' << 24);
    private const uint Reject = 'R' | ('E' << 8) | ('J' << 16) | ('E' << 24);

    private static string Expected(Kind kind) => kind switch
    {
        Kind.Source or Kind.Destination => "which is not an address",
        Kind.SourcePort or Kind.DestinationPort => "which is not a port from 0 to 65535",
        Kind.Protocol or Kind.TcpFlags => "which is not a number from 0 to 255",
        Kind.Action => "which is neither ACCEPT nor REJECT",
        Kind.Direction => "which is neither ingress nor egress",
        Kind.Status => "which is none of OK, NODATA, SKIPDATA",
        Kind.Start or Kind.End => "which is not a time in Unix seconds",
        _ => "which is not a number",
    };

    private static string Shorten(ReadOnlySpan<byte> text) =>
        text.Length > 60 ? Encoding.Latin1.GetString(text[..57]) + "..." : Encoding.Latin1.GetString(text);

    /// <summary>Makes the steps for columns: the status first, so that records without data end early.</summary>
    private void Use(FlowLogFormat format)
    {
        Format = format;
        _columns = format.Fields.Count;
        var steps = new List<Step>();
        Missing = FlowFields.None;
        Add("log-status", Kind.Status, FlowFields.None, always: true);
        Add("srcaddr", Kind.Source, FlowFields.SourceAddress);
        Add("dstaddr", Kind.Destination, FlowFields.DestinationAddress);
        Add("srcport", Kind.SourcePort, FlowFields.Ports);
        Add("dstport", Kind.DestinationPort, FlowFields.Ports);
        Add("protocol", Kind.Protocol, FlowFields.Protocol);
        Add("packets", Kind.Packets, FlowFields.Volume);
        Add("bytes", Kind.Bytes, FlowFields.Volume);
        Add("start", Kind.Start, FlowFields.Times);
        Add("end", Kind.End, FlowFields.Times);
        Add("action", Kind.Action, FlowFields.Action);
        Add("tcp-flags", Kind.TcpFlags, FlowFields.TcpFlags);
        Add("flow-direction", Kind.Direction, FlowFields.Direction);
        Add("interface-id", Kind.Interface, FlowFields.Interface);
        if (_text is not null)
        {
            Add(_text, Kind.Text, FlowFields.Text);
        }

        _steps = [.. steps];

        void Add(string name, Kind kind, FlowFields field, bool always = false)
        {
            if (!always && !_wanted.HasFlag(field))
            {
                return;
            }

            var column = format.IndexOf(name);
            if (column >= 0)
            {
                steps.Add(new(column, kind, field));
            }
            else
            {
                Missing |= field;
            }
        }
    }

    private readonly record struct Step(int Column, Kind Kind, FlowFields Field);
}
