namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// Virtual time. It stands still until <see cref="Advance"/> moves it; timers fire in order of their time, and in order
/// of their making within the same instant, with <see cref="UtcNow"/> set to each timer's own time.
/// Not thread-safe: the cloud's gate is held by whoever uses it.
/// </summary>
public sealed class SandboxClock
{
    private readonly PriorityQueue<Timer, (long Ticks, long Order)> _timers = new();
    private long _order;

    /// <summary>Starts at <paramref name="start"/> (UTC).</summary>
    public SandboxClock(DateTime start) => UtcNow = DateTime.SpecifyKind(start, DateTimeKind.Utc);

    /// <summary>The simulated time, UTC.</summary>
    public DateTime UtcNow { get; private set; }

    /// <summary>Runs <paramref name="action"/> once at <paramref name="at"/> (or at the next advance, when that is past). Dispose to cancel.</summary>
    public IDisposable At(DateTime at, Action action)
    {
        var timer = new Timer(action);
        _timers.Enqueue(timer, (Math.Max(at.Ticks, UtcNow.Ticks), _order++));
        return timer;
    }

    /// <summary>Runs <paramref name="action"/> once after <paramref name="delay"/>. Dispose to cancel.</summary>
    public IDisposable After(TimeSpan delay, Action action) => At(UtcNow + delay, action);

    /// <summary>Runs <paramref name="action"/> at <paramref name="first"/> and every <paramref name="period"/> after. Dispose to cancel.</summary>
    public IDisposable Every(DateTime first, TimeSpan period, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        var series = new Series();
        void Arm(DateTime at) => series.Current = At(at, () =>
        {
            action();
            if (!series.Cancelled)
            {
                Arm(at + period);
            }
        });
        Arm(first);
        return series;
    }

    /// <summary>Moves time forward, firing the timers that fall due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = UtcNow + by;
        while (_timers.TryPeek(out var timer, out var key) && key.Ticks <= end.Ticks)
        {
            _timers.Dequeue();
            UtcNow = new DateTime(Math.Max(key.Ticks, UtcNow.Ticks), DateTimeKind.Utc);
            timer.Fire();
        }

        UtcNow = end;
    }

    private sealed class Timer(Action action) : IDisposable
    {
        private Action? _action = action;

        public void Dispose() => _action = null;

        public void Fire()
        {
            var action = _action;
            _action = null;
            action?.Invoke();
        }
    }

    private sealed class Series : IDisposable
    {
        public IDisposable? Current { get; set; }

        public bool Cancelled { get; private set; }

        public void Dispose()
        {
            Cancelled = true;
            Current?.Dispose();
        }
    }
}
