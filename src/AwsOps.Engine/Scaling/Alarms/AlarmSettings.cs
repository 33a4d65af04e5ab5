namespace AwsOps.Engine.Scaling;

/// <summary>
/// What decides an alarm's state. See
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html and
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html.
/// </summary>
public sealed record AlarmSettings
{
    private const int SecondsPerDay = 86_400;

    /// <summary>The length of a period, in seconds: 10, 20, 30, or a multiple of 60.</summary>
    public int PeriodSeconds { get; init; } = 60;

    /// <summary>N: over how many of the most recent datapoints the alarm is decided.</summary>
    public required int EvaluationPeriods { get; init; }

    /// <summary>M: how many of the N must breach. Null is all of them.</summary>
    public int? DatapointsToAlarm { get; init; }

    /// <summary>How a datapoint is compared with the threshold.</summary>
    public AlarmComparison Comparison { get; init; }

    /// <summary>The threshold, in the metric's unit.</summary>
    public required double Threshold { get; init; }

    /// <summary>Average, Sum, Minimum, Maximum, SampleCount, or a percentile such as p99.</summary>
    public string Statistic { get; init; } = "Average";

    /// <summary>What stands in for missing datapoints.</summary>
    public MissingDataTreatment MissingData { get; init; }

    /// <summary>The metric's namespace. Alarms on AWS/DynamoDB ignore missing data, whatever is asked for.</summary>
    public string MetricNamespace { get; init; } = "";

    /// <summary>For percentiles: keep the state while there are too few samples (EvaluateLowSampleCountPercentile is "ignore").</summary>
    public bool IgnoreLowSamples { get; init; }

    /// <summary>
    /// How many periods beyond N are read, in case some of N are missing. AWS documents 5 periods for N = 3 and says
    /// that the number depends on the period; 2 for every N is our assumption.
    /// </summary>
    public int ExtraPeriods { get; init; } = 2;

    /// <summary>M: <see cref="DatapointsToAlarm"/>, or N when that is null.</summary>
    public int RequiredDatapoints => DatapointsToAlarm ?? EvaluationPeriods;

    /// <summary>The evaluation range: how many periods are read for one evaluation.</summary>
    public int EvaluationRange => EvaluationPeriods + ExtraPeriods;

    /// <summary>The treatment that applies: <see cref="MissingData"/>, or ignore for DynamoDB.</summary>
    public MissingDataTreatment EffectiveMissingData =>
        MetricNamespace == "AWS/DynamoDB" ? MissingDataTreatment.Ignore : MissingData;

    /// <summary>How often the alarm is evaluated: every 10 s for periods below a minute, else every minute (CW1).</summary>
    public int EvaluationIntervalSeconds => PeriodSeconds < 60 ? 10 : 60;

    /// <summary>
    /// The start (UTC) of the oldest period that an evaluation at <paramref name="at"/> reads. Periods end at the evaluation's
    /// own minute (or ten seconds), so a five-minute period slides minute by minute.
    /// </summary>
    public DateTime WindowStart(DateTime at)
    {
        var interval = EvaluationIntervalSeconds * TimeSpan.TicksPerSecond;
        return new DateTime(at.Ticks - (at.Ticks % interval), DateTimeKind.Utc).AddSeconds(-(double)EvaluationRange * PeriodSeconds);
    }

    /// <summary>What is wrong with the settings, or null. The text names the parameter, its value and what would be right.</summary>
    public string? FindProblem()
    {
        if (PeriodSeconds is not (10 or 20 or 30) && (PeriodSeconds < 60 || PeriodSeconds % 60 != 0))
        {
            return $"Period {PeriodSeconds} is not valid: use 10, 20, 30 or a multiple of 60 seconds.";
        }

        if (EvaluationPeriods < 1)
        {
            return $"EvaluationPeriods {EvaluationPeriods} is not valid: use 1 or more.";
        }

        if (DatapointsToAlarm is { } required && (required < 1 || required > EvaluationPeriods))
        {
            return $"DatapointsToAlarm {required} is not valid: use 1 to {EvaluationPeriods} (EvaluationPeriods).";
        }

        // An alarm looks back at most a day, or seven days when its period is an hour or more.
        var limit = PeriodSeconds < 3600 ? SecondsPerDay : 7 * SecondsPerDay;
        if ((long)PeriodSeconds * EvaluationPeriods > limit)
        {
            return $"EvaluationPeriods {EvaluationPeriods} times Period {PeriodSeconds} is more than {limit} seconds: use at most {limit / PeriodSeconds} periods.";
        }

        if (!double.IsFinite(Threshold))
        {
            return $"Threshold {Threshold} is not a number: use a finite value.";
        }

        return MetricStatistic.IsKnown(Statistic) ? null
            : $"Statistic '{Statistic}' is not known: use Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p99.9.";
    }

    /// <summary>Throws when <see cref="FindProblem"/> finds something.</summary>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    public AlarmSettings Validated() => FindProblem() is { } problem ? throw new ArgumentException(problem) : this;
}
