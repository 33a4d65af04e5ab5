using System.Collections;

namespace AwsOps;

/// <summary>A CloudWatch alarm on a metric.</summary>
public sealed class MetricAlarm : AwsResource
{
    internal MetricAlarm(Common.AwsConnection aws, Amazon.CloudWatch.Model.MetricAlarm alarm)
        : base(aws, Common.Arns.Account(alarm.AlarmArn))
    {
        var dimensions = new Hashtable(StringComparer.Ordinal);
        foreach (var dimension in alarm.Dimensions ?? [])
        {
            dimensions[dimension.Name] = dimension.Value;
        }

        AlarmName = alarm.AlarmName;
        AlarmArn = alarm.AlarmArn;
        Description = alarm.AlarmDescription;
        State = alarm.StateValue?.Value ?? "INSUFFICIENT_DATA";
        StateReason = alarm.StateReason;
        StateTime = (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.ToUniversalTime();
        Namespace = alarm.Namespace;
        MetricName = alarm.MetricName;
        Dimension = dimensions;
        Statistic = alarm.Statistic?.Value ?? alarm.ExtendedStatistic;
        Comparison = alarm.ComparisonOperator?.Value switch
        {
            "GreaterThanThreshold" => ">",
            "GreaterThanOrEqualToThreshold" => ">=",
            "LessThanThreshold" => "<",
            "LessThanOrEqualToThreshold" => "<=",
            var other => other ?? string.Empty,
        };
        Threshold = alarm.Threshold ?? 0;
        PeriodSeconds = alarm.Period ?? 0;
        EvaluationPeriods = alarm.EvaluationPeriods ?? 0;
        DatapointsToAlarm = alarm.DatapointsToAlarm ?? EvaluationPeriods;
        TreatMissingData = alarm.TreatMissingData ?? "missing";
        AlarmAction = (string[])[.. alarm.AlarmActions ?? []];
        OkAction = (string[])[.. alarm.OKActions ?? []];
        ActionsEnabled = alarm.ActionsEnabled ?? true;
    }

    /// <summary>Name of the alarm.</summary>
    public string AlarmName { get; }

    /// <summary>ARN of the alarm.</summary>
    public string AlarmArn { get; }

    /// <summary>Description; null for none.</summary>
    public string? Description { get; }

    /// <summary>OK, ALARM or INSUFFICIENT_DATA.</summary>
    public string State { get; }

    /// <summary>Why it is in that state, in CloudWatch's words.</summary>
    public string? StateReason { get; }

    /// <summary>Since when, UTC.</summary>
    public DateTime? StateTime { get; }

    /// <summary>Namespace of the metric; null for a math alarm.</summary>
    public string? Namespace { get; }

    /// <summary>Metric; null for a math alarm.</summary>
    public string? MetricName { get; }

    /// <summary>Dimensions of the metric.</summary>
    public IDictionary Dimension { get; }

    /// <summary>Average, Maximum, p99…</summary>
    public string? Statistic { get; }

    /// <summary>&gt;, &gt;=, &lt; or &lt;=.</summary>
    public string Comparison { get; }

    /// <summary>Value that the metric is compared with.</summary>
    public double Threshold { get; }

    /// <summary>Length of a period in seconds.</summary>
    public int PeriodSeconds { get; }

    /// <summary>Periods that are looked at.</summary>
    public int EvaluationPeriods { get; }

    /// <summary>How many of them must breach.</summary>
    public int DatapointsToAlarm { get; }

    /// <summary>What a missing datapoint counts as.</summary>
    public string TreatMissingData { get; }

    /// <summary>What it calls when it goes to ALARM: topics, scaling policies.</summary>
    public IReadOnlyList<string> AlarmAction { get; }

    /// <summary>What it calls when it goes to OK.</summary>
    public IReadOnlyList<string> OkAction { get; }

    /// <summary>False when its actions are switched off.</summary>
    public bool ActionsEnabled { get; }
}
