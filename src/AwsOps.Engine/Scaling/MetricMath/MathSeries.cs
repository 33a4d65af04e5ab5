namespace AwsOps.Engine.Scaling;

/// <summary>
/// A time series: starts of periods, ascending, with their values. A datapoint that there is not, or that cannot be worked out (division by zero), is
/// missing. Two arrays rather than a sorted list: a replay of a year works out a million of them.
/// </summary>
public sealed record MathSeries : MathValue
{
    private readonly DateTime[] _times;
    private readonly double[] _values;

    /// <summary>A series of datapoints.</summary>
    /// <param name="points">The datapoints, ascending in time; what is not a finite number is missing.</param>
    /// <param name="label">What it shows as.</param>
    public MathSeries(IEnumerable<KeyValuePair<DateTime, double>> points, string label = "")
    {
        KeyValuePair<DateTime, double>[] finite = [.. points.Where(static point => double.IsFinite(point.Value))];
        _times = Array.ConvertAll(finite, static point => point.Key);
        _values = Array.ConvertAll(finite, static point => point.Value);
        Count = finite.Length;
        Label = label;
    }

    // Takes the arrays as they are: times are never written again, so that series may share them.
    private MathSeries(DateTime[] times, double[] values, int count, string label) => (_times, _values, Count, Label) = (times, values, count, label);

    /// <summary>A series without datapoints.</summary>
    public static MathSeries Empty { get; } = new([], [], 0, "");

    /// <summary>How many datapoints there are.</summary>
    public int Count { get; }

    /// <summary>What it shows as.</summary>
    public string Label { get; init; }

    /// <summary>The datapoints, ascending in time.</summary>
    public IEnumerable<KeyValuePair<DateTime, double>> Points => Enumerable.Range(0, Count).Select(i => KeyValuePair.Create(_times[i], _values[i]));

    internal ReadOnlySpan<DateTime> Times => _times.AsSpan(0, Count);

    internal ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>The value at a time, if there is one.</summary>
    public bool TryGetValue(DateTime time, out double value)
    {
        var at = Times.BinarySearch(time);
        value = at < 0 ? double.NaN : _values[at];
        return at >= 0;
    }

    /// <summary>The series with each value changed.</summary>
    internal MathSeries Map(Func<double, double> function)
    {
        var values = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            values[i] = function(_values[i]);
        }

        return Over(values);
    }

    /// <summary>The series with these values, one for each datapoint; the array is the series' own from then on.</summary>
    internal MathSeries Over(double[] values) => Finite(_times, values, Count, Label);

    /// <summary>The series of the finite among these values; the arrays are the series' own from then on.</summary>
    internal static MathSeries Finite(DateTime[] times, double[] values, int count, string label)
    {
        var first = 0;
        while (first < count && double.IsFinite(values[first]))
        {
            first++;
        }

        if (first == count)
        {
            return new(times, values, count, label);
        }

        var kept = (Times: times.AsSpan(0, count).ToArray(), Count: first);
        for (var i = first + 1; i < count; i++)
        {
            if (double.IsFinite(values[i]))
            {
                (kept.Times[kept.Count], values[kept.Count]) = (times[i], values[i]);
                kept.Count++;
            }
        }

        return new(kept.Times, values, kept.Count, label);
    }

    /// <summary>A value from two series at each time that either has a datapoint; "missing values in a time series are treated as 0" there.</summary>
    internal static MathSeries Combine(MathSeries left, MathSeries right, Func<double, double, double> function)
    {
        if (left.Times.SequenceEqual(right.Times))
        {
            var same = new double[left.Count];
            for (var i = 0; i < same.Length; i++)
            {
                same[i] = function(left._values[i], right._values[i]);
            }

            return left.Over(same);
        }

        var (times, values, count) = (new DateTime[left.Count + right.Count], new double[left.Count + right.Count], 0);
        for (var (l, r) = (0, 0); l < left.Count || r < right.Count; count++)
        {
            var order = r == right.Count ? -1 : l == left.Count ? 1 : left._times[l].CompareTo(right._times[r]);
            times[count] = order <= 0 ? left._times[l] : right._times[r];
            values[count] = function(order <= 0 ? left._values[l] : 0, order >= 0 ? right._values[r] : 0);
            l += order <= 0 ? 1 : 0;
            r += order >= 0 ? 1 : 0;
        }

        return Finite(times, values, count, left.Label);
    }
}
