namespace AwsOps.Engine.Scaling;

/// <summary>
/// The last datapoints of a metric. Each is kept twice, a capacity apart, so that any run of them is one span without copying.
/// </summary>
internal sealed class MetricRing(int capacity)
{
    private readonly AlarmDatapoint[] _points = new AlarmDatapoint[2 * capacity];

    /// <summary>How many datapoints were ever added.</summary>
    public long Count { get; private set; }

    public void Add(DateTime time, double value)
    {
        var index = (int)(Count % capacity);
        _points[index] = _points[index + capacity] = new AlarmDatapoint(time, value);
        Count++;
    }

    /// <summary>Changes the datapoint that was added <paramref name="back"/> before the last one.</summary>
    public void Set(int back, double value)
    {
        if (back >= Math.Min(Count, capacity))
        {
            return;
        }

        var index = (int)((Count - 1 - back) % capacity);
        _points[index] = _points[index + capacity] = _points[index] with { Value = value };
    }

    /// <summary>Up to <paramref name="length"/> datapoints, the last of them <paramref name="back"/> before the newest.</summary>
    public ReadOnlySpan<AlarmDatapoint> Window(int back, int length)
    {
        var end = Count - back;
        if (end <= 0)
        {
            return default;
        }

        length = (int)Math.Min(length, Math.Min(end, capacity - back));
        return _points.AsSpan((int)((end - length) % capacity), length);
    }
}
