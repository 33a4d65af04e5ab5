using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AwsOps.Sandbox.Kernel;

public sealed partial class SandboxCloud : IDisposable
{
    private static readonly TimeSpan PumpInterval = TimeSpan.FromMilliseconds(50);

    private Timer? _pump;
    private long _pumped;
    private ExceptionDispatchInfo? _pumpFailure;

    /// <summary>
    /// How many times faster than real time the virtual clock runs by itself. Zero (the default) leaves it standing still
    /// between calls of <see cref="Advance"/>.
    /// </summary>
    public double Speed
    {
        get;
        set
        {
            if (!(value >= 0) || double.IsInfinity(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Speed is a number of zero or more; 60 makes a minute of every second.");
            }

            lock (Gate)
            {
                Pump();
                field = value;
                _pumped = Stopwatch.GetTimestamp();
                _pump?.Dispose();
                _pump = value > 0 ? new Timer(static cloud => ((SandboxCloud)cloud!).OnPump(), this, PumpInterval, PumpInterval) : null;
            }
        }
    }

    /// <summary>Stops the clock.</summary>
    public void Dispose() => Speed = 0;

    private void OnPump()
    {
        // A tick that finds the gate held would only queue up behind it; the next one catches up.
        if (!Monitor.TryEnter(Gate))
        {
            return;
        }

        try
        {
            Pump();
        }
        catch (Exception failure)
        {
            // A simulator's fault on this thread would end the process; the next call reports it instead.
            _pumpFailure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            Monitor.Exit(Gate);
        }
    }

    private void Pump()
    {
        if (Speed > 0)
        {
            var now = Stopwatch.GetTimestamp();
            var elapsed = Stopwatch.GetElapsedTime(_pumped, now);
            _pumped = now;
            Clock.Advance(elapsed * Speed);
        }
    }

    private void ThrowIfPumpFailed() => Interlocked.Exchange(ref _pumpFailure, null)?.Throw();
}
