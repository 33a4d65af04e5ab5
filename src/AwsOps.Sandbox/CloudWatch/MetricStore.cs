using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>Metrics of one account in one region. Simulated services publish into it directly.</summary>
internal sealed class MetricStore(SandboxClock clock)
{
    private readonly Dictionary<MetricId, MetricSeries> _series = [];

    /// <summary>
    /// Metrics that ListMetrics still knows: those with data in the past two weeks.
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
    /// </summary>
    public IEnumerable<MetricSeries> Listed => _series.Values.Where(s => s.LastUpdate > clock.UtcNow.AddDays(-14));

    public MetricSeries? Find(MetricId id) => _series.GetValueOrDefault(id);

    /// <summary>One value of a one-minute metric.</summary>
    public void Put(MetricId id, DateTime time, double value, string unit) => Put(id, MetricSample.Of(Floor(time, 60), value, unit));

    public void Put(MetricId id, in MetricSample sample)
    {
        if (!_series.TryGetValue(id, out var series))
        {
            _series.Add(id, series = new MetricSeries(id));
        }

        series.Add(sample, clock.UtcNow);
    }

    /// <summary>Periods with data; see <see cref="MetricSeries.Read"/>. Data that CloudWatch would have thinned by now is left out.</summary>
    public List<MetricAggregate> Read(MetricId id, DateTime start, DateTime end, int periodSeconds, string? unit = null) =>
        Find(id)?.Read(start, end, TimeSpan.FromSeconds(periodSeconds), unit)
            .FindAll(a => a.Start >= clock.UtcNow - Retention(periodSeconds)) ?? [];

    /// <summary>
    /// The start of a query, rounded down: to the period below a minute, to a minute within 15 days, to 5 minutes within
    /// 63 days, else to an hour.
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
    /// </summary>
    public DateTime RoundStart(DateTime start, int periodSeconds) => Floor(
        start,
        periodSeconds < 60 ? periodSeconds : (clock.UtcNow - start).TotalDays switch { <= 15 => 60, <= 63 => 300, _ => 3600 });

    public static DateTime Floor(DateTime time, int seconds) =>
        new(time.Ticks - (time.Ticks % (seconds * TimeSpan.TicksPerSecond)), DateTimeKind.Utc);

    /// <summary>
    /// How long datapoints of a period are kept.
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention
    /// </summary>
    private static TimeSpan Retention(int periodSeconds) => periodSeconds switch
    {
        < 60 => TimeSpan.FromHours(3),
        < 300 => TimeSpan.FromDays(15),
        < 3600 => TimeSpan.FromDays(63),
        _ => TimeSpan.FromDays(455),
    };
}
