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
        var buffer = new byte[Chunk + MostLine + Bytes.Padding];
        var head = stream.ReadAtLeast(buffer.AsSpan(0, Chunk), 2, throwOnEndOfStream: false);
        if (head >= 2 && buffer[0] == 0x1F && buffer[1] == 0x8B)
        {
            using var joined = new JoinedStream(buffer.AsSpan(0, head).ToArray(), stream);
            using var plain = new GZipStream(joined, CompressionMode.Decompress);
            Pump(plain, buffer, 0, parser, ref sink, progress is null ? null : () => progress(joined.Taken), stop);
        }
        else
        {
            var before = parser.Statistics.Bytes;
            Pump(stream, buffer, head, parser, ref sink, progress is null ? null : () => progress(parser.Statistics.Bytes - before), stop);
        }
    }

    private static void Pump<TSink>(Stream stream, byte[] buffer, int length, FlowLogParser parser, ref TSink sink, Action? progress, CancellationToken stop)
        where TSink : IFlowSink
    {
        parser.Statistics.Bytes += length;
        var ended = false;
        var dropping = false;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (dropping)
            {
                var feed = buffer.AsSpan(0, length).IndexOf((byte)'\n');
                var from = feed < 0 ? length : feed + 1;
                buffer.AsSpan(from, length - from).CopyTo(buffer);
                length -= from;
                dropping = feed < 0;
            }

            var used = dropping ? 0 : parser.Parse(buffer, length, ended, ref sink);
            length -= used;
            buffer.AsSpan(used, length).CopyTo(buffer);
            progress?.Invoke();
            if (ended)
            {
                return;
            }

            if (length > MostLine)
            {
                parser.TooLong(buffer.AsSpan(0, 60));
                (length, dropping) = (0, true);
            }

            var read = stream.ReadAtLeast(buffer.AsSpan(length, Chunk), Chunk, throwOnEndOfStream: false);
            ended = read < Chunk;
            length += read;
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
