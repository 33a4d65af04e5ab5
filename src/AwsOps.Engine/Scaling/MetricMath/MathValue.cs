namespace AwsOps.Engine.Scaling;

/// <summary>What a metric math expression yields: a number (S), a time series (TS), or several time series (TS[]).</summary>
public abstract record MathValue;

/// <summary>A number.</summary>
/// <param name="Value">The number.</param>
public sealed record MathNumber(double Value) : MathValue;

/// <summary>A time series: period starts, ascending, to values. A datapoint that there is not is missing.</summary>
/// <param name="Points">The datapoints.</param>
/// <param name="Label">What it shows as.</param>
public sealed record MathSeries(SortedList<DateTime, double> Points, string Label = "") : MathValue
{
    /// <summary>The series with each value changed.</summary>
    public MathSeries Map(Func<double, double> function) => With(Points.Select(p => KeyValuePair.Create(p.Key, function(p.Value))));

    /// <summary>A series of the same label; what is not a number is missing.</summary>
    public MathSeries With(IEnumerable<KeyValuePair<DateTime, double>> points)
    {
        var list = new SortedList<DateTime, double>();
        foreach (var (time, value) in points)
        {
            // A datapoint that cannot be worked out (division by zero) is missing.
            if (double.IsFinite(value))
            {
                list.Add(time, value);
            }
        }

        return new MathSeries(list, Label);
    }
}

/// <summary>Several time series.</summary>
/// <param name="Items">The series, in order.</param>
public sealed record MathArray(IReadOnlyList<MathSeries> Items) : MathValue;
