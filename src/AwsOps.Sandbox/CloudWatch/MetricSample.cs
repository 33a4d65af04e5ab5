namespace AwsOps.Sandbox.CloudWatch;

/// <summary>What one PutMetricData datum adds: a value, weighted values, or a statistic set.</summary>
/// <param name="Time">Start of the second (high resolution) or minute it belongs to, UTC.</param>
/// <param name="Count">Number of samples.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Unit">E.g. <c>Percent</c>; <c>None</c> when none was given.</param>
/// <param name="Values">The distribution; null when it is not known (a statistic set) or one value says it all.</param>
internal readonly record struct MetricSample(
    DateTime Time, double Count, double Sum, double Minimum, double Maximum, string Unit, IReadOnlyList<(double Value, double Count)>? Values = null)
{
    /// <summary>One value.</summary>
    public static MetricSample Of(DateTime time, double value, string unit) => new(time, 1, value, value, value, unit);

    /// <summary>
    /// A statistic set has percentiles only when all its samples are equal.
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Percentiles
    /// </summary>
    public bool HasDistribution => Values is not null || Minimum == Maximum;
}
