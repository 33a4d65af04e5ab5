namespace AwsOps.Engine.Scaling;

/// <summary>An alarm of a replay: its state, and its view of a metric that is kept in finer steps than its periods.</summary>
/// <param name="settings">The alarm.</param>
/// <param name="stepSeconds">The length of a step.</param>
/// <param name="isSum">Whether a period's value is the sum of its steps.</param>
/// <param name="isAligned">
/// Whether periods are those of the metric's own datapoints rather than sliding with the evaluation: a metric that comes every five
/// minutes has a datapoint in each such period, and in none of those that end in between.
/// </param>
internal sealed class ReplayAlarm(AlarmSettings settings, int stepSeconds, bool isSum, bool isAligned = false)
{
    private readonly int _stepsPerPeriod = Math.Max(1, settings.PeriodSeconds / stepSeconds);
    private readonly double? _share = MetricStatistic.Percentile(settings.Statistic);
    private readonly AlarmDatapoint[] _window = new AlarmDatapoint[settings.EvaluationRange];

    public AlarmSettings Settings { get; private set; } = settings;

    public AlarmState State { get; private set; } = AlarmState.InsufficientData;

    /// <summary>The newest value that the last evaluation saw, or NaN.</summary>
    public double Latest { get; private set; } = double.NaN;

    /// <summary>Whether the alarm was in ALARM before the last evaluation, and still is: its actions fire again (TT4).</summary>
    public bool IsRepeated { get; private set; }

    /// <summary>The steps that an evaluation looks back over.</summary>
    public int StepsNeeded => _stepsPerPeriod * Settings.EvaluationRange;

    public void SetThreshold(double threshold)
    {
        if (threshold != Settings.Threshold)
        {
            Settings = Settings with { Threshold = threshold };
        }
    }

    /// <summary>Whether an evaluation is due when <paramref name="published"/> steps have been published.</summary>
    public bool IsDue(long published, int stepSeconds) => published * stepSeconds % Settings.EvaluationIntervalSeconds == 0;

    public void Evaluate(MetricRing ring, int back)
    {
        back += isAligned ? (int)((ring.Count - back) % _stepsPerPeriod) : 0;
        var window = _stepsPerPeriod == 1 ? ring.Window(back, Settings.EvaluationRange) : Aggregate(ring, back);
        var before = State;
        State = AlarmEvaluator.Evaluate(Settings, window, before).State;
        IsRepeated = before == AlarmState.Alarm && State == AlarmState.Alarm;
        Latest = double.NaN;
        for (var i = window.Length - 1; i >= 0; i--)
        {
            if (!window[i].IsMissing)
            {
                Latest = window[i].Value;
                break;
            }
        }
    }

    private ReadOnlySpan<AlarmDatapoint> Aggregate(MetricRing ring, int back)
    {
        var steps = ring.Window(back, StepsNeeded);
        var count = Settings.EvaluationRange;
        for (var period = 0; period < count; period++)
        {
            var end = steps.Length - ((count - 1 - period) * _stepsPerPeriod);
            var begin = Math.Max(0, end - _stepsPerPeriod);
            _window[period] = end <= 0 ? AlarmDatapoint.Missing(default) : Aggregate(steps[begin..end]);
        }

        return _window;
    }

    private AlarmDatapoint Aggregate(ReadOnlySpan<AlarmDatapoint> steps)
    {
        double sum = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        var count = 0;
        foreach (ref readonly var step in steps)
        {
            if (!step.IsMissing)
            {
                sum += step.Value;
                least = Math.Min(least, step.Value);
                most = Math.Max(most, step.Value);
                count++;
            }
        }

        var value = count == 0 ? double.NaN : isSum ? sum : Settings.Statistic switch
        {
            "Minimum" => least,
            "Maximum" => most,
            _ => _share is { } share ? Quantile(steps, share) : sum / count,
        };
        return new AlarmDatapoint(steps[0].Timestamp, value, count);
    }

    // Instances are alike, so a percentile over them is the step's own value; over a longer period it is taken over the steps.
    private static double Quantile(ReadOnlySpan<AlarmDatapoint> steps, double share)
    {
        Span<double> values = steps.Length <= 128 ? stackalloc double[steps.Length] : new double[steps.Length];
        var count = 0;
        foreach (ref readonly var step in steps)
        {
            if (!step.IsMissing)
            {
                values[count++] = step.Value;
            }
        }

        return MetricStatistic.Quantile(values[..count], share);
    }
}
