using System.IO.Compression;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Feeds a stream to a parser in pieces of fixed size, decompressing gzip, also several members one after another.</summary>
public static class FlowLogReader
{
    // A line of all fields has under 2 KB; whatever has no line end for so long is no flow log.
    private const int MostLine = Pieces.Front;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Plain text or gzip; its first bytes say which.</param>
    /// <param name="parser">The parser.</param>
    /// <param name="sink">What takes the flows.</param>
    /// <param name="progress">Called with the bytes read from the stream so far; null for nothing.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="InvalidDataException">Gzip data that is damaged or cut off; what came before it was taken.</exception>
    public static void Read<TSink>(Stream stream, FlowLogParser parser, ref TSink sink, Action<long>? progress = null, CancellationToken stop = default)
        where TSink : IFlowSink
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(parser);
        Read(stream, parser, ref sink, Pieces.DefaultSize, progress, stop);
    }

    /// <summary>Reads in pieces of a size.</summary>
    internal static void Read<TSink>(Stream stream, FlowLogParser parser, ref TSink sink, int size, Action<long>? progress, CancellationToken stop)
        where TSink : IFlowSink
    {
        var head = new byte[2];
        head = head[..stream.ReadAtLeast(head, 2, throwOnEndOfStream: false)];
        var joined = new JoinedStream(head, stream);
        if (head is [0x1F, 0x8B])
        {
            using var pieces = new InflatedPieces(new WholeGzip(joined), size);
            Pump(pieces, parser, ref sink, progress is null ? null : () => progress(joined.Taken), stop);
        }
        else
        {
            // Reading a file is a copy out of the system's cache: handing it to another thread costs more than it saves.
            using var pieces = new PlainPieces(joined, size);
            Pump(pieces, parser, ref sink, progress is null ? null : () => progress(joined.Taken), stop);
        }
    }

    private static void Pump<TSink>(Pieces pieces, FlowLogParser parser, ref TSink sink, Action? progress, CancellationToken stop)
        where TSink : IFlowSink
    {
        byte[] before = [];
        int rest = 0, end = 0;
        var (dropping, isFirst) = (false, true);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var piece = pieces.Next(out var length);
            parser.Statistics.Bytes += length;
            before.AsSpan(end - rest, rest).CopyTo(piece.AsSpan(MostLine - rest));
            int from = MostLine - rest, to = MostLine + length;
            if (isFirst)
            {
                from += Mark(piece.AsSpan(MostLine, length));
                isFirst = false;
            }

            if (dropping)
            {
                var feed = piece.AsSpan(from, length).IndexOf((byte)'\n');
                from = feed < 0 ? to : from + feed + 1;
                dropping = feed < 0;
            }

            // After the last piece: what is left has no line end.
            from = parser.Parse(piece, from, to, last: length == 0, ref sink);
            progress?.Invoke();
            if (length == 0)
            {
                return;
            }

            (before, rest, end) = (piece, to - from, to);
            if (rest > MostLine)
            {
                parser.TooLong(piece.AsSpan(from, 60));
                (rest, dropping) = (0, true);
            }
        }
    }

    /// <summary>Bytes of the mark that editors put before UTF-8.</summary>
    /// <exception cref="InvalidDataException">The mark is that of UTF-16, which Windows PowerShell writes.</exception>
    private static int Mark(ReadOnlySpan<byte> text) =>
        text.StartsWith("\uFEFF"u8) ? 3
            : text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? throw new InvalidDataException("it is UTF-16 text, and flow logs are ASCII: save it as UTF-8")
            : 0;

    /// <summary>
    /// Inflates gzip to its end, and sees when it is cut off: .NET's GZipStream takes a stream that ends in the middle for one that is
    /// complete. After the end it gets one more member, which only comes out as it is if the one before was complete.
    /// </summary>
    private sealed class WholeGzip(JoinedStream source) : ReadStream
    {
        private static readonly byte[] Mark = [.. "the end"u8];
        private static readonly byte[] Member = Zip(Mark);

        private readonly GZipStream _inflate = new(source, CompressionMode.Decompress, leaveOpen: true);
        private bool _ended;

        public override int Read(Span<byte> buffer)
        {
            if (_ended || buffer.Length == 0)
            {
                return 0;
            }

            try
            {
                var read = _inflate.Read(buffer);
                if (read == 0)
                {
                    _ended = true;
                    CheckEnd();
                }

                return read;
            }
            catch (InvalidDataException exception) when (!_ended)
            {
                throw new InvalidDataException("its gzip data is damaged, which shows only some way behind the damage", exception);
            }
        }

        protected override void Dispose(bool disposing)
        {
            _inflate.Dispose();
            base.Dispose(disposing);
        }

        private void CheckEnd()
        {
            const string Cut = "its gzip data is cut off, or something else follows it";
            source.Append(Member);
            var end = new byte[Mark.Length + 1];
            try
            {
                if (!end.AsSpan(0, _inflate.ReadAtLeast(end, end.Length, throwOnEndOfStream: false)).SequenceEqual(Mark))
                {
                    throw new InvalidDataException(Cut);
                }
            }
            catch (InvalidDataException exception) when (exception.Message != Cut)
            {
                throw new InvalidDataException(Cut, exception);
            }
        }

        private static byte[] Zip(byte[] data)
        {
            using var target = new MemoryStream();
            using (var zip = new GZipStream(target, CompressionLevel.Fastest))
            {
                zip.Write(data);
            }

            return target.ToArray();
        }
    }

    /// <summary>The bytes that were read to see what the stream is, then the stream, then what is appended.</summary>
    private sealed class JoinedStream(byte[] head, Stream rest) : ReadStream
    {
        private int _position;
        private byte[]? _tail;

        public long Taken { get; private set; }

        /// <summary>In place of the end that the stream came to.</summary>
        public void Append(byte[] tail) => _tail = tail;

        public override int Read(Span<byte> buffer)
        {
            if (_tail is { } tail)
            {
                var taken = Math.Min(buffer.Length, tail.Length);
                tail.AsSpan(0, taken).CopyTo(buffer);
                _tail = tail[taken..];
                return taken;
            }

            int read;
            if (_position < head.Length)
            {
                read = Math.Min(buffer.Length, head.Length - _position);
                head.AsSpan(_position, read).CopyTo(buffer);
                _position += read;
            }
            else
            {
                read = rest.Read(buffer);
            }

            Taken += read;
            return read;
        }
    }
}
