using System.IO.Compression;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Feeds a stream to a parser in pieces of fixed size, decompressing gzip, also several members one after another.</summary>
public static class FlowLogReader
{
    private const int Chunk = 1 << 18;

    // A line of all fields has under 2 KB; whatever has no line end for so long is no flow log.
    private const int MostLine = 1 << 16;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Plain text or gzip; its first bytes say which.</param>
    /// <param name="parser">The parser.</param>
    /// <param name="sink">What takes the flows.</param>
    /// <param name="progress">Called with the bytes read from the stream so far; null for nothing.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="InvalidDataException">Damaged gzip data.</exception>
    public static void Read<TSink>(Stream stream, FlowLogParser parser, ref TSink sink, Action<long>? progress = null, CancellationToken stop = default)
        where TSink : IFlowSink
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(parser);
        var buffer = NewBuffer();
        var head = stream.ReadAtLeast(buffer.AsSpan(MostLine, Chunk), 2, throwOnEndOfStream: false);
        if (head >= 2 && buffer[MostLine] == 0x1F && buffer[MostLine + 1] == 0x8B)
        {
            using var joined = new JoinedStream(buffer.AsSpan(MostLine, head).ToArray(), stream);
            using var plain = new GZipStream(joined, CompressionMode.Decompress);
            Pump(plain, buffer, 0, parser, ref sink, progress is null ? null : () => progress(joined.Taken), stop);
        }
        else
        {
            var before = parser.Statistics.Bytes;
            Pump(stream, buffer, head, parser, ref sink, progress is null ? null : () => progress(parser.Statistics.Bytes - before), stop);
        }
    }

    /// <summary>Room for the rest of a line from the piece before, then a piece, then what the parser may read behind it.</summary>
    private static byte[] NewBuffer() => new byte[MostLine + Chunk + Bytes.Padding];

    /// <summary>While one piece is parsed the next is read and inflated, so that gzip costs no more than the slower of the two.</summary>
    private static void Pump<TSink>(Stream stream, byte[] current, int length, FlowLogParser parser, ref TSink sink, Action? progress, CancellationToken stop)
        where TSink : IFlowSink
    {
        parser.Statistics.Bytes += length;
        var other = NewBuffer();
        int from = MostLine, to = MostLine + length;
        bool ended = false, dropping = false;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var next = ended ? null : Task.Run(() => stream.ReadAtLeast(other.AsSpan(MostLine, Chunk), Chunk, throwOnEndOfStream: false), CancellationToken.None);
            if (dropping)
            {
                var feed = current.AsSpan(from, to - from).IndexOf((byte)'\n');
                from = feed < 0 ? to : from + feed + 1;
                dropping = feed < 0;
            }

            from = parser.Parse(current, from, to, ended, ref sink);
            progress?.Invoke();
            if (next is null)
            {
                return;
            }

            var read = next.GetAwaiter().GetResult();
            var rest = to - from;
            if (rest > MostLine)
            {
                parser.TooLong(current.AsSpan(from, 60));
                (rest, dropping) = (0, true);
            }

            current.AsSpan(from, rest).CopyTo(other.AsSpan(MostLine - rest));
            (current, other) = (other, current);
            (from, to) = (MostLine - rest, MostLine + read);
            ended = read < Chunk;
            parser.Statistics.Bytes += read;
        }
    }

    /// <summary>The bytes that were read to see what the stream is, and then the stream.</summary>
    private sealed class JoinedStream(byte[] head, Stream rest) : Stream
    {
        private int _position;

        public long Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
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

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
