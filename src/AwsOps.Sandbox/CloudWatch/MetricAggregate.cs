using AwsOps.Engine.Scaling;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>All samples of one period.</summary>
internal sealed class MetricAggregate(DateTime start)
{
    // A percentile over more samples than this is taken over a thinned distribution.
    private const int MaxDistribution = 100_000;

    private readonly List<(double Value, double Count)> _values = [];
    private bool _hasDistribution = true;

    /// <summary>Start of the period, UTC.</summary>
    public DateTime Start { get; } = start;

    public double Count { get; private set; }

    public double Sum { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    public string Unit { get; private set; } = "None";

    public void Add(in MetricSample sample)
    {
        Count += sample.Count;
        Sum += sample.Sum;
        Minimum = Math.Min(Minimum, sample.Minimum);
        Maximum = Math.Max(Maximum, sample.Maximum);
        Unit = sample.Unit;
        _hasDistribution &= sample.HasDistribution;
        if (sample.Values is null)
        {
            _values.Add((sample.Minimum, sample.Count));
        }
        else
        {
            _values.AddRange(sample.Values);
        }
    }

    /// <summary>A statistic of the period; NaN for a percentile when samples came as statistic sets.</summary>
    public double Statistic(string name) => name switch
    {
        "Average" => Sum / Count,
        "Sum" => Sum,
        "Minimum" => Minimum,
        "Maximum" => Maximum,
        "SampleCount" => Count,
        _ => _hasDistribution ? MetricStatistic.Compute(name, Distribution()) : double.NaN,
    };

    private Span<double> Distribution()
    {
        var scale = Count > MaxDistribution ? MaxDistribution / Count : 1;
        var samples = new List<double>();
        foreach (var (value, count) in _values)
        {
            samples.AddRange(Enumerable.Repeat(value, (int)Math.Max(1, Math.Round(count * scale))));
        }

        return samples.ToArray();
    }
}
