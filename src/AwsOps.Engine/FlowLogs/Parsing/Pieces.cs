using System.Runtime.ExceptionServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>A stream cut into pieces of fixed size.</summary>
/// <param name="size">Bytes of a piece.</param>
internal abstract class Pieces(int size) : IDisposable
{
    /// <summary>Room before each piece, for the rest of a line from the piece before.</summary>
    public const int Front = 1 << 16;

    /// <summary>Bytes of a piece, if nothing else is said: two of them and their room stay in a core's own cache.</summary>
    public const int DefaultSize = 1 << 18;

    /// <summary>Bytes of a piece.</summary>
    protected int Size => size;

    /// <summary>A buffer that has the next piece from <see cref="Front"/> on. It and the one before stay as they are until the next call.</summary>
    /// <param name="length">Bytes of the piece; 0 at the end.</param>
    public abstract byte[] Next(out int length);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    protected byte[] NewBuffer() => new byte[Front + Size + Bytes.Padding];

    protected int Fill(Stream stream, byte[] buffer) => stream.ReadAtLeast(buffer.AsSpan(Front, Size), Size, throwOnEndOfStream: false);
}

/// <summary>Reads when a piece is asked for.</summary>
internal sealed class PlainPieces(Stream stream, int size) : Pieces(size)
{
    private byte[]? _current;
    private byte[]? _other;

    /// <inheritdoc/>
    public override byte[] Next(out int length)
    {
        (_current, _other) = (_other, _current);
        _current ??= NewBuffer();
        length = Fill(stream, _current);
        return _current;
    }
}

/// <summary>
/// Inflates ahead on a thread of its own where there is a second core, so that gzip costs no more than the slower of inflating
/// and parsing. A stream of one piece is inflated in place.
/// </summary>
internal sealed class InflatedPieces(Stream stream, int size) : Pieces(size)
{
    // Two are with who asks, the others are filled or wait to be.
    private const int Buffers = 6;

    private readonly (byte[] Bytes, int Length)[] _ring = new (byte[], int)[Buffers];
    private readonly SemaphoreSlim _filled = new(0);
    private readonly SemaphoreSlim _free = new(0);
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopped;
    private int _next;

    /// <inheritdoc/>
    public override byte[] Next(out int length)
    {
        var at = _next++ % Buffers;
        if (_thread is null)
        {
            _ring[at].Bytes ??= NewBuffer();
            length = Fill(stream, _ring[at].Bytes);
            if (length == Size && Environment.ProcessorCount > 1)
            {
                _free.Release(Buffers - 2);
                var first = _next;
                _thread = new(() => Inflate(first)) { IsBackground = true, Name = "Inflate" };
                _thread.Start();
            }

            return _ring[at].Bytes;
        }

        _filled.Wait();
        length = _ring[at].Length;
        if (length < 0)
        {
            _failure!.Throw();
        }

        // The piece before the last one is with nobody any more.
        _free.Release();
        return _ring[at].Bytes;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stopped = true;
        if (_thread is null)
        {
            stream.Dispose();
            return;
        }

        // It ends after the piece that it is at. A connection that hangs keeps nobody waiting: the thread goes with the connection.
        _free.Release();
        if (_thread.Join(TimeSpan.FromSeconds(1)))
        {
            _filled.Dispose();
            _free.Dispose();
        }
    }

    private void Inflate(int at)
    {
        try
        {
            using var owned = stream;
            for (var length = Size; length > 0; at++)
            {
                _free.Wait();
                if (_stopped)
                {
                    return;
                }

                ref var place = ref _ring[at % Buffers];
                place.Bytes ??= NewBuffer();
                place.Length = length = Fill(stream, place.Bytes);
                _filled.Release();
            }
        }
        catch (Exception exception)
        {
            // Thrown where the piece is asked for, after all that came before it.
            _failure = ExceptionDispatchInfo.Capture(exception);
            _ring[at % Buffers].Length = -1;
            _filled.Release();
        }
    }
}
