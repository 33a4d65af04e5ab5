using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.CloudWatch;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>
/// What a predictive scaling policy forecast, by the hour. AWS does not publish its model; the forecast is the Engine's, of the hourly
/// averages of the load metric's sum per minute, from the first hour that has any.
/// </summary>
internal sealed class PredictiveForecast
{
    private readonly SortedList<DateTime, double> _loads = [];

    /// <summary>When it was last made; null when there was not enough history yet.</summary>
    public DateTime? UpdateTime { get; private set; }

    /// <summary>The next hour's capacity.</summary>
    public IDisposable? Timer { get; set; }

    /// <summary>Hours of a range with their load, past ones as they were forecast last.</summary>
    public IEnumerable<KeyValuePair<DateTime, double>> Between(DateTime start, DateTime end) => _loads.Where(hour => hour.Key >= start && hour.Key < end);

    /// <summary>The capacity, in units, that an hour's forecast asks for; 0 without one.</summary>
    public int CapacityOf(DateTime hour, double target, ScalingGroup group) => _loads.TryGetValue(hour, out var load) ? Capacity(load, target, group) : 0;

    public static int Capacity(double load, double target, ScalingGroup group) =>
        PredictiveScaling.Capacity(load / target, group.Instances.Count == 0 ? 1 : group.Instances[0].Units);

    /// <summary>Makes the forecast anew when six hours have passed, or when there is none yet.</summary>
    public void Refresh(AutoScalingState state, MetricId metric)
    {
        var hour = MetricStore.Floor(state.Now, 3600);
        if (UpdateTime is { } last && hour < MetricStore.Floor(last, 3600).AddHours(SeasonalForecast.HoursBetweenForecasts))
        {
            return;
        }

        var forecast = new double[SeasonalForecast.HorizonHours];
        if (SeasonalForecast.TryPredict(History(state.Scope.Get<CloudWatchState>().Metrics, metric, hour), forecast))
        {
            for (var i = 0; i < forecast.Length; i++)
            {
                _loads[hour.AddHours(i)] = forecast[i];
            }

            UpdateTime = state.Now;
        }
    }

    private static double[] History(MetricStore store, MetricId metric, DateTime end)
    {
        var start = end.AddHours(-SeasonalForecast.MaxHistoryHours);
        var minutes = store.Read(metric, start, end, 60);
        if (minutes.Count == 0)
        {
            return [];
        }

        // No request is no datapoint, and counts as 0; the CPU has datapoints as often as it is measured, every minute or every five.
        var isCount = metric.Name == "RequestCount";
        var first = MetricStore.Floor(minutes[0].Start, 3600);
        var (sums, counts) = (new double[(int)(end - first).TotalHours], new int[(int)(end - first).TotalHours]);
        foreach (var minute in minutes)
        {
            var at = (int)(minute.Start - first).TotalHours;
            sums[at] += minute.Sum;
            counts[at]++;
        }

        for (var at = 0; at < sums.Length; at++)
        {
            var count = !isCount ? counts[at] : at > 0 ? 60 : 60 - minutes[0].Start.Minute;
            sums[at] = count == 0 ? 0 : sums[at] / count;
        }

        return sums;
    }
}
