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

    private ExceptionDispatchInfo? _failure;

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

    /// <summary>Fills a piece; what came before a failure is one, and the next throws.</summary>
    protected int Fill(Stream stream, byte[] buffer)
    {
        _failure?.Throw();
        var filled = 0;
        try
        {
            while (filled < Size && stream.Read(buffer, Front + filled, Size - filled) is > 0 and var read)
            {
                filled += read;
            }
        }
        catch (Exception exception) when (filled > 0)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        return filled;
    }
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
/// <remarks>
/// Who asks gets a copy: to parse bytes where they were inflated, in the other core's cache, costs more than to fetch them once, in one go
/// (docs/performance.md). And who has nothing to do sleeps at once: to look again and again, as semaphores do before they wait, is time of the
/// processor for nothing.
/// </remarks>
internal sealed class InflatedPieces(Stream stream, int size) : Pieces(size)
{
    // Filled ahead, or waiting to be.
    private const int Ahead = 4;

    private readonly (byte[] Bytes, int Length)[] _ring = new (byte[], int)[Ahead];
    private readonly byte[]?[] _own = new byte[]?[2];
    private readonly object _gate = new();
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private int _filled;
    private int _next;
    private bool _stopped;

    /// <inheritdoc/>
    public override byte[] Next(out int length)
    {
        var own = _own[_next & 1] ??= NewBuffer();
        if (_thread is null)
        {
            _next++;
            length = Fill(stream, own);
            if (length == Size && Environment.ProcessorCount > 1)
            {
                _thread = new(Inflate) { IsBackground = true, Name = "Inflate" };
                _next = 0;
                (_own[0], _own[1]) = (_own[1], own);
                _thread.Start();
            }

            return own;
        }

        var at = _next++ % Ahead;
        lock (_gate)
        {
            while (_filled == 0)
            {
                Monitor.Wait(_gate);
            }

            length = _ring[at].Length;
        }

        if (length < 0)
        {
            _failure!.Throw();
        }

        _ring[at].Bytes.AsSpan(Front, length).CopyTo(own.AsSpan(Front));
        lock (_gate)
        {
            if (_filled-- == Ahead)
            {
                Monitor.Pulse(_gate);
            }
        }

        return own;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_thread is null)
        {
            stream.Dispose();
            return;
        }

        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }

        // It ends after the piece that it is at. A connection that hangs keeps nobody waiting: the thread goes with the connection.
        _thread.Join(TimeSpan.FromSeconds(1));
    }

    private void Inflate()
    {
        var at = 0;
        try
        {
            using var owned = stream;
            for (var length = Size; length > 0; at++)
            {
                lock (_gate)
                {
                    while (_filled == Ahead && !_stopped)
                    {
                        Monitor.Wait(_gate);
                    }

                    if (_stopped)
                    {
                        return;
                    }
                }

                var bytes = _ring[at % Ahead].Bytes ??= NewBuffer();
                length = Fill(stream, bytes);
                Filled(at, length);
            }
        }
        catch (Exception exception)
        {
            // Thrown where the piece is asked for, after all that came before it.
            _failure = ExceptionDispatchInfo.Capture(exception);
            Filled(at, -1);
        }
    }

    private void Filled(int at, int length)
    {
        lock (_gate)
        {
            _ring[at % Ahead].Length = length;
            if (_filled++ == 0)
            {
                Monitor.Pulse(_gate);
            }
        }
    }
}
