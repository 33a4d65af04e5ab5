namespace AwsOps.Sandbox.CloudWatch.MetricMath;

/// <summary>What a metric math expression yields: a number (S), a time series (TS), or several time series (TS[]).</summary>
internal abstract record MathValue;

/// <summary>A number.</summary>
internal sealed record MathNumber(double Value) : MathValue;

/// <summary>A time series: period starts, ascending, to values.</summary>
internal sealed record MathSeries(SortedList<DateTime, double> Points, string Label = "") : MathValue
{
    public MathSeries Map(Func<double, double> function) => With(Points.Select(p => KeyValuePair.Create(p.Key, function(p.Value))));

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
internal sealed record MathArray(IReadOnlyList<MathSeries> Items) : MathValue;
