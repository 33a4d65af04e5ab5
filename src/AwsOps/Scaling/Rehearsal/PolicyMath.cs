using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>Metric math of a policy or alarm, of metrics that follow from the load and the group.</summary>
internal static class PolicyMath
{
    /// <summary>One query as AWS describes it, of a policy or of an alarm.</summary>
    public readonly record struct Part(string Id, string? Name, string? Statistic, int? Period, string? Expression, bool? IsReturned);

    /// <summary>The queries of a target tracking policy.</summary>
    public static ReplayMath? Of(IEnumerable<Amazon.AutoScaling.Model.TargetTrackingMetricDataQuery>? queries) =>
        Of((queries ?? []).Select(static q => new Part(q.Id, q.MetricStat?.Metric?.MetricName, q.MetricStat?.Stat, null, q.Expression, q.ReturnData)).ToList());

    /// <summary>The queries of an alarm.</summary>
    public static ReplayMath? Of(IEnumerable<Amazon.CloudWatch.Model.MetricDataQuery>? queries) =>
        Of((queries ?? []).Select(static q => new Part(q.Id, q.MetricStat?.Metric?.MetricName, q.MetricStat?.Stat, q.MetricStat?.Period, q.Expression, q.ReturnData)).ToList());

    /// <summary>Whether the messages of a queue are part of it.</summary>
    public static bool IsOfQueue(ReplayPolicy policy) => policy.MetricMath?.Queries.Any(static q => q.Signal == ReplaySignal.QueueMessages) == true;

    // Null when a metric does not follow from the load, or the math is not one that is known.
    private static ReplayMath? Of(List<Part> parts)
    {
        var returned = parts.Where(static part => part.IsReturned ?? true).ToList();
        if (returned.Count != 1 || parts.Exists(static part => part.Expression is null && Signal(part) is null))
        {
            return null;
        }

        var math = new ReplayMath
        {
            Id = returned[0].Id,
            PeriodSeconds = parts.Select(static part => part.Period ?? 60).Max(),
            Queries = [.. parts.Select(static part => new ReplayMathQuery(part.Id, part.Expression is null ? Signal(part) : null, part.Statistic ?? "Average", part.Expression))],
        };
        return new TargetTrackingPolicy { Name = math.Id, TargetValue = 1, Metric = ScalingMetric.MetricMath, MetricMath = math }.FindMathProblem() is null ? math : null;
    }

    // Counts are sums; of what is measured each minute the sum over a minute is the value.
    private static ReplaySignal? Signal(Part part) => (part.Name, part.Statistic) switch
    {
        ("RequestCountPerTarget", "Sum") => ReplaySignal.RequestCountPerTarget,
        ("RequestCount", "Sum") => ReplaySignal.RequestCount,
        (_, not ("Average" or "Minimum" or "Maximum" or "Sum")) => null,
        (_, "Sum") when (part.Period ?? 60) != 60 => null,
        ("CPUUtilization", "Average") => ReplaySignal.CpuUtilization,
        ("HealthyHostCount", _) => ReplaySignal.HealthyHosts,
        ("ApproximateNumberOfMessagesVisible", _) => ReplaySignal.QueueMessages,
        ("GroupInServiceInstances", _) => ReplaySignal.InServiceInstances,
        ("GroupInServiceCapacity", _) => ReplaySignal.InServiceCapacity,
        ("GroupPendingInstances", _) => ReplaySignal.PendingInstances,
        ("GroupDesiredCapacity", _) => ReplaySignal.DesiredCapacity,
        _ => null,
    };
}
