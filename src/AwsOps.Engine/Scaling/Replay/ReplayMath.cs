namespace AwsOps.Engine.Scaling;

/// <summary>What a replay knows from minute to minute, as metrics that expressions can use.</summary>
public enum ReplaySignal
{
    /// <summary>CPUUtilization of the group, in percent.</summary>
    CpuUtilization,

    /// <summary>RequestCountPerTarget, a sum.</summary>
    RequestCountPerTarget,

    /// <summary>RequestCount, a sum; missing where there was none, as with AWS.</summary>
    RequestCount,

    /// <summary>HealthyHostCount: instances that serve.</summary>
    HealthyHosts,

    /// <summary>ApproximateNumberOfMessagesVisible, with <see cref="LoadModel.IsQueued"/>.</summary>
    QueueMessages,

    /// <summary>GroupInServiceInstances.</summary>
    InServiceInstances,

    /// <summary>GroupInServiceCapacity, in units.</summary>
    InServiceCapacity,

    /// <summary>GroupPendingInstances.</summary>
    PendingInstances,

    /// <summary>GroupDesiredCapacity, in units.</summary>
    DesiredCapacity,
}

/// <summary>A metric or an expression of metric math.</summary>
/// <param name="Id">The id that expressions use.</param>
/// <param name="Signal">The metric; null for an expression.</param>
/// <param name="Statistic">Average, Minimum, Maximum or Sum of the metric over a period.</param>
/// <param name="Expression">The expression; null for a metric.</param>
public sealed record ReplayMathQuery(string Id, ReplaySignal? Signal, string Statistic = "Average", string? Expression = null);

/// <summary>
/// The metric math that a policy scales on. See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html.
/// </summary>
public sealed record ReplayMath
{
    /// <summary>Metrics and expressions.</summary>
    public required IReadOnlyList<ReplayMathQuery> Queries { get; init; }

    /// <summary>The id of the query whose result is the metric (ReturnData).</summary>
    public required string Id { get; init; }

    /// <summary>The period of the metrics, in seconds.</summary>
    public int PeriodSeconds { get; init; } = 60;

    internal string? FindProblem()
    {
        if (Queries.All(q => q.Id != Id))
        {
            return $"metric math has no query '{Id}': use one of {string.Join(", ", Queries.Select(static q => q.Id))}.";
        }

        if (PeriodSeconds < 60 || PeriodSeconds % 60 != 0)
        {
            return $"the period {PeriodSeconds} of metric math is not valid in a replay: use a multiple of 60.";
        }

        try
        {
            // Over nothing: what can't be read, or refers to itself, shows now and not in the middle of a replay.
            new ReplayMathSeries(this, 60, 1).Check();
            return null;
        }
        catch (MathError error)
        {
            return $"metric math '{Id}': {error.Message}";
        }
    }
}

/// <summary>Metric math at work: signals over the last periods in, the values that an alarm evaluates out.</summary>
internal sealed class ReplayMathSeries
{
    private readonly ReplayMath _math;
    private readonly MetricRing _ring;
    private readonly int _periods;
    private readonly int _stepsPerPeriod;
    private readonly string[] _metrics;
    private readonly Dictionary<string, MathExpression> _expressions = new(StringComparer.Ordinal);

    // Of the evaluation at hand: what is worked out, and the expressions that are being worked out.
    private readonly Dictionary<string, MathValue> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _above = new(StringComparer.Ordinal);

    public ReplayMathSeries(ReplayMath math, int stepSeconds, int periods)
    {
        _math = math;
        _ring = new(periods + 1);
        _periods = periods;
        _stepsPerPeriod = math.PeriodSeconds / stepSeconds;
        _metrics = [.. math.Queries.Where(static query => query.Signal is not null).Select(static query => query.Id)];
    }

    /// <summary>The newest value that was worked out; NaN when there was none.</summary>
    public double Latest { get; private set; } = double.NaN;

    public int StepsNeeded => _periods * _stepsPerPeriod;

    public void Check() => Work(DateTime.UnixEpoch, 1);

    /// <summary>Works the expression out over the periods that end <paramref name="back"/> steps ago.</summary>
    public MetricRing Evaluate(MetricRing?[] signals, int back)
    {
        _known.Clear();
        DateTime[] times = [];
        foreach (var query in _math.Queries)
        {
            if (query.Signal is { } signal)
            {
                var steps = signals[(int)signal]!.Window(back, StepsNeeded);
                var count = steps.Length / _stepsPerPeriod;
                var begin = steps.Length - (count * _stepsPerPeriod);
                if (times.Length != count)
                {
                    times = new DateTime[count];
                    for (var i = 0; i < count; i++)
                    {
                        times[i] = steps[begin].Timestamp.AddSeconds((double)i * _math.PeriodSeconds);
                    }
                }

                var values = new double[count];
                for (var i = 0; i < count; i++)
                {
                    values[i] = Aggregate(steps.Slice(begin + (i * _stepsPerPeriod), _stepsPerPeriod), query);
                }

                _known[query.Id] = MathSeries.Finite(times, values, count, "");
            }
        }

        var result = times.Length > 0 ? Work(times[0], times.Length) as MathSeries : null;
        Latest = double.NaN;
        for (var i = times.Length - _periods; i < times.Length; i++)
        {
            var time = i < 0 ? default : times[i];
            var value = i >= 0 && result?.TryGetValue(time, out var found) == true ? found : double.NaN;
            _ring.Add(time, value);
            Latest = double.IsNaN(value) ? Latest : value;
        }

        return _ring;
    }

    private MathValue Work(DateTime start, int count)
    {
        MathContext context = null!;
        context = new(Resolve, _metrics, start, start.AddSeconds((double)count * _math.PeriodSeconds), _ => _math.PeriodSeconds, _math.PeriodSeconds);
        return Resolve(_math.Id)!;

        MathValue? Resolve(string id)
        {
            if (_known.TryGetValue(id, out var value))
            {
                return value;
            }

            if (_math.Queries.FirstOrDefault(query => query.Id == id) is not { } query)
            {
                return null;
            }

            if (query.Signal is not null)
            {
                return MathSeries.Empty;
            }

            if (!_above.Add(id))
            {
                throw new MathError($"The expression '{id}' refers to itself.");
            }

            if (!_expressions.TryGetValue(id, out var expression))
            {
                _expressions.Add(id, expression = MathExpression.Parse(query.Expression!));
            }

            value = expression.Evaluate(context);
            _above.Remove(id);
            _known.Add(id, value);
            return value;
        }
    }

    private static double Aggregate(ReadOnlySpan<AlarmDatapoint> steps, ReplayMathQuery query)
    {
        double sum = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        var count = 0;
        foreach (ref readonly var step in steps)
        {
            if (!step.IsMissing)
            {
                (sum, least, most) = (sum + step.Value, Math.Min(least, step.Value), Math.Max(most, step.Value));
                count++;
            }
        }

        return count == 0 ? double.NaN : query.Statistic switch { "Sum" => sum, "Minimum" => least, "Maximum" => most, _ => sum / count };
    }
}
