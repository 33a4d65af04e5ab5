using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace AwsOps.Engine.Policy.Trail;

/// <summary>
/// Reads the events of a trail as they come, whatever the size of the file: only the event in hand is in memory. Takes what
/// CloudTrail writes (<c>{"Records": […]}</c>, plain or gzip), what <c>aws cloudtrail lookup-events</c> writes
/// (<c>{"Events": […]}</c>), an array of events, and events one after the other.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html"/>
public sealed class TrailReader
{
    private const int FirstBuffer = 1 << 16;

    // An event has 256 KB at the most: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
    private const int LargestEvent = 1 << 24;

    private readonly byte[][] _needles;
    private readonly List<TrailEvent> _batch = [];
    private JsonReaderState _state;
    private Place _place = Place.Root;
    private long _lines;

    private TrailReader(IEnumerable<string> needles) => _needles = [.. needles.Select(Encoding.UTF8.GetBytes)];

    private enum Place { Root, Container, List }

    /// <summary>Reads a trail.</summary>
    /// <param name="stream">The file, plain or gzip.</param>
    /// <param name="mentioning">Events that mention none of these texts are passed over unread; none to read all.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="TrailFormatException">It is no trail.</exception>
    public static async IAsyncEnumerable<TrailEvent> ReadAsync(
        Stream stream, IEnumerable<string> mentioning, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(mentioning);
        TrailReader reader = new(mentioning);
        byte[] buffer = new byte[FirstBuffer];
        int filled = 0;
        Stream? unpacked = null;
        try
        {
            while (true)
            {
                int read = await Source().ReadAsync(buffer.AsMemory(filled), stop).ConfigureAwait(false);
                filled += read;
                if (unpacked is null && filled >= 2)
                {
                    // https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1: a gzip file starts with 1F 8B.
                    bool isPacked = buffer[0] == 0x1F && buffer[1] == 0x8B;
                    unpacked = isPacked ? new GZipStream(new Joined(buffer[..filled], stream), CompressionMode.Decompress) : stream;
                    if (isPacked)
                    {
                        filled = 0;
                        continue;
                    }
                }

                int used = reader.Take(buffer.AsMemory(0, filled), isLast: read == 0);
                foreach (TrailEvent item in reader._batch)
                {
                    yield return item;
                }

                reader._batch.Clear();
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (read == 0)
                {
                    yield break;
                }

                if (filled == buffer.Length)
                {
                    if (filled >= LargestEvent)
                    {
                        throw new TrailFormatException(new((int)reader._lines + 1, 1), $"an event of more than {LargestEvent} bytes is none of CloudTrail's.");
                    }

                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
        }
        finally
        {
            if (unpacked is GZipStream)
            {
                await unpacked.DisposeAsync().ConfigureAwait(false);
            }
        }

        Stream Source() => unpacked ?? stream;
    }

    /// <summary>Takes as much as is complete, and says how much that was.</summary>
    private int Take(ReadOnlyMemory<byte> data, bool isLast)
    {
        int used = 0;
        try
        {
            while (true)
            {
                if (_place == Place.Root)
                {
                    used += SkipSpace(data.Span[used..]);
                    if (used == data.Length)
                    {
                        return used;
                    }
                }

                int taken = TakeValue(data[used..], isLast, out bool isRootDone);
                used += taken;
                if (!isRootDone)
                {
                    return used;
                }

                // Events may follow one another without a list around them.
                _lines += data.Span[(used - taken)..used].Count((byte)'\n');
                _state = default;
            }
        }
        catch (JsonException exception)
        {
            throw new TrailFormatException(
                new((int)(_lines + (exception.LineNumber ?? 0)) + 1, (int)(exception.BytePositionInLine ?? 0) + 1), "this is no JSON as CloudTrail writes it.", exception);
        }
    }

    private int SkipSpace(ReadOnlySpan<byte> data)
    {
        int at = 0;
        while (at < data.Length && data[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _lines += data[at] == (byte)'\n' ? 1 : 0;
            at++;
        }

        return at;
    }

    private int TakeValue(ReadOnlyMemory<byte> data, bool isLast, out bool isRootDone)
    {
        isRootDone = false;
        Utf8JsonReader reader = new(data.Span, isLast, _state);
        while (true)
        {
            Utf8JsonReader before = reader;
            if (!reader.Read())
            {
                return Keep(before);
            }

            switch (_place)
            {
                case Place.Root when reader.TokenType == JsonTokenType.StartArray:
                    _place = Place.List;
                    break;
                case Place.Root when reader.TokenType == JsonTokenType.StartObject:
                    Utf8JsonReader ahead = reader;
                    if (!ahead.Read())
                    {
                        return Keep(before);
                    }

                    if (ahead.TokenType == JsonTokenType.EndObject || IsContainer(ahead))
                    {
                        _place = Place.Container;
                        break;
                    }

                    if (!TryTakeEvent(ref reader, data))
                    {
                        return Keep(before);
                    }

                    isRootDone = true;
                    return (int)reader.BytesConsumed;
                case Place.Root:
                    throw new TrailFormatException(new((int)_lines + 1, 1), "CloudTrail writes {\"Records\": […]}.");
                case Place.Container when reader.TokenType == JsonTokenType.PropertyName:
                    bool isList = IsList(reader);
                    if (!reader.Read() || (!(isList && reader.TokenType == JsonTokenType.StartArray) && !reader.TrySkip()))
                    {
                        return Keep(before);
                    }

                    _place = isList && reader.TokenType == JsonTokenType.StartArray ? Place.List : Place.Container;
                    break;
                case Place.List when reader.TokenType == JsonTokenType.StartObject:
                    if (!TryTakeEvent(ref reader, data))
                    {
                        return Keep(before);
                    }

                    break;
                case Place.List when reader.TokenType == JsonTokenType.EndArray:
                    _place = Place.Container;
                    isRootDone = reader.CurrentDepth == 0;
                    break;
                case Place.Container when reader.TokenType == JsonTokenType.EndObject:
                    isRootDone = true;
                    break;
                default:
                    throw new TrailFormatException(new((int)_lines + 1, 1), "the list has something other than events.");
            }

            if (isRootDone)
            {
                _place = Place.Root;
                return (int)reader.BytesConsumed;
            }
        }

        int Keep(in Utf8JsonReader at)
        {
            _state = at.CurrentState;
            return (int)at.BytesConsumed;
        }
    }

    private static bool IsContainer(in Utf8JsonReader name) => IsList(name) || name.ValueTextEquals("NextToken"u8);

    private static bool IsList(in Utf8JsonReader name) => name.ValueTextEquals("Records"u8) || name.ValueTextEquals("Events"u8);

    /// <summary>Takes the object that begins here, if all of it is here.</summary>
    private bool TryTakeEvent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        int start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        ReadOnlyMemory<byte> json = data[start..(int)reader.BytesConsumed];
        if (_needles.Length > 0 && !Mentions(json.Span))
        {
            return true;
        }

        if (TrailEvent.Parse(json) is { } item || TryLookedUp(json, out item))
        {
            _batch.Add(item);
        }

        return true;
    }

    private bool Mentions(ReadOnlySpan<byte> json)
    {
        foreach (byte[] needle in _needles)
        {
            if (json.IndexOf(needle) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>LookupEvents has the event as text within the event.</summary>
    private static bool TryLookedUp(ReadOnlyMemory<byte> json, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TrailEvent? item)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        item = document.RootElement.TryGetProperty("CloudTrailEvent", out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? TrailEvent.Parse(text.GetString()!)
            : null;
        return item is not null;
    }

    /// <summary>What was read already, and then the rest.</summary>
    private sealed class Joined(byte[] head, Stream rest) : ReadStream
    {
        private int _at;

        public override int Read(Span<byte> buffer) => _at < head.Length ? TakeHead(buffer) : rest.Read(buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _at < head.Length ? new(TakeHead(buffer.Span)) : rest.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        private int TakeHead(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, head.Length - _at);
            head.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
