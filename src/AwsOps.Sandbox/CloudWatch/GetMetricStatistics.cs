using System.Globalization;
using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html</summary>
internal static class GetMetricStatistics
{
    private const int MaxDatapoints = 1440;

    public static void Register(ServiceSimulator service) => service.On("GetMetricStatistics", Handle);

    /// <summary>A period is 1, 5, 10, 20, 30 or a multiple of 60 seconds.</summary>
    public static void CheckPeriod(int period)
    {
        if (period is not (1 or 5 or 10 or 20 or 30) && (period < 60 || period % 60 != 0))
        {
            throw CloudWatchErrors.InvalidValue($"The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60; it is {period}.");
        }
    }

    private static Struct? Handle(Call call, Struct request)
    {
        var (start, end, period) = (request.Time("StartTime")!.Value, request.Time("EndTime")!.Value, request.Int("Period")!.Value);
        var (simple, extended) = (request.Strings("Statistics"), request.Strings("ExtendedStatistics"));
        Check(start, end, period, simple, extended);
        var store = call.Scope.Get<CloudWatchState>().Metrics;
        var id = MetricId.Of(request);
        start = store.RoundStart(start, period);
        var units = request.String("Unit") is { } unit ? [unit] : store.Find(id)?.Units(start, end).ToList() ?? [];
        return new Struct
        {
            ["Label"] = id.Name,
            ["Datapoints"] = units.SelectMany(u => store.Read(id, start, end, period, u)).Select(a => Datapoint(a, simple, extended)).ToList(),
        };
    }

    private static Struct Datapoint(MetricAggregate aggregate, IReadOnlyList<string> simple, IReadOnlyList<string> extended)
    {
        var point = new Struct { ["Timestamp"] = aggregate.Start, ["Unit"] = aggregate.Unit };
        foreach (var statistic in simple)
        {
            point[statistic] = aggregate.Statistic(statistic);
        }

        if (extended.Count > 0)
        {
            var values = new Struct();
            foreach (var statistic in extended)
            {
                var value = aggregate.Statistic(statistic);
                values[statistic] = double.IsNaN(value) ? null : value;
            }

            point["ExtendedStatistics"] = values;
        }

        return point;
    }

    private static void Check(DateTime start, DateTime end, int period, IReadOnlyList<string> simple, IReadOnlyList<string> extended)
    {
        CheckPeriod(period);
        if (start >= end)
        {
            throw CloudWatchErrors.InvalidValue("The parameter StartTime must be less than the parameter EndTime.");
        }

        if (simple.Count == 0 && extended.Count == 0)
        {
            throw CloudWatchErrors.Missing("At least one of the parameters Statistics and ExtendedStatistics must be specified.");
        }

        if (simple.Count > 0 && extended.Count > 0)
        {
            throw CloudWatchErrors.Combination("The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.");
        }

        if (extended.FirstOrDefault(static s => MetricStatistic.Percentile(s) is null) is { } unknown)
        {
            throw CloudWatchErrors.InvalidValue($"The value {unknown} for parameter ExtendedStatistics is invalid; this sandbox simulates percentiles such as p99.9.");
        }

        var count = Math.Ceiling((end - start).TotalSeconds / period);
        if (count > MaxDatapoints)
        {
            throw CloudWatchErrors.Combination(string.Create(
                CultureInfo.InvariantCulture,
                $"You have requested up to {count:N0} datapoints, which exceeds the limit of {MaxDatapoints:N0}. You may reduce the datapoints requested by increasing Period, or decreasing the time range."));
        }
    }
}
