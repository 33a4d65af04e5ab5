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
internal sealed class ReplayMathSeries(ReplayMath math, int stepSeconds, int periods)
{
    private readonly MetricRing _ring = new(periods + 1);
    private readonly int _stepsPerPeriod = math.PeriodSeconds / stepSeconds;

    /// <summary>The newest value that was worked out; NaN when there was none.</summary>
    public double Latest { get; private set; } = double.NaN;

    public int StepsNeeded => periods * _stepsPerPeriod;

    public void Check() => Work(new(StringComparer.Ordinal), DateTime.UnixEpoch, 1);

    /// <summary>Works the expression out over the periods that end <paramref name="back"/> steps ago.</summary>
    public MetricRing Evaluate(MetricRing?[] signals, int back)
    {
        var known = new Dictionary<string, MathSeries>(StringComparer.Ordinal);
        var (start, count) = (default(DateTime), 0);
        foreach (var query in math.Queries)
        {
            if (query.Signal is { } signal)
            {
                var steps = signals[(int)signal]!.Window(back, StepsNeeded);
                count = steps.Length / _stepsPerPeriod;
                var begin = steps.Length - (count * _stepsPerPeriod);
                start = count > 0 ? steps[begin].Timestamp : default;
                var points = new SortedList<DateTime, double>(count);
                for (var i = 0; i < count; i++)
                {
                    if (Aggregate(steps.Slice(begin + (i * _stepsPerPeriod), _stepsPerPeriod), query) is var value && !double.IsNaN(value))
                    {
                        points.Add(start.AddSeconds((double)i * math.PeriodSeconds), value);
                    }
                }

                known[query.Id] = new MathSeries(points);
            }
        }

        var result = count > 0 ? Work(known, start, count) as MathSeries : null;
        Latest = double.NaN;
        for (var i = count - periods; i < count; i++)
        {
            var time = i < 0 ? default : start.AddSeconds((double)i * math.PeriodSeconds);
            var value = i >= 0 && result?.Points.TryGetValue(time, out var found) == true ? found : double.NaN;
            _ring.Add(time, value);
            Latest = double.IsNaN(value) ? Latest : value;
        }

        return _ring;
    }

    private MathValue Work(Dictionary<string, MathSeries> known, DateTime start, int count)
    {
        var end = start.AddSeconds((double)count * math.PeriodSeconds);
        string[] metrics = [.. math.Queries.Where(static q => q.Signal is not null).Select(static q => q.Id)];
        return Resolve(math.Id, [])!;

        MathValue? Resolve(string id, HashSet<string> above)
        {
            if (math.Queries.FirstOrDefault(q => q.Id == id) is not { } query)
            {
                return null;
            }

            if (query.Signal is not null)
            {
                return known.GetValueOrDefault(id) ?? new MathSeries([]);
            }

            return above.Add(id)
                ? MathExpression.Evaluate(query.Expression!, new MathContext(other => Resolve(other, [.. above]), metrics, start, end, _ => math.PeriodSeconds, math.PeriodSeconds))
                : throw new MathError($"The expression '{id}' refers to itself.");
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
