using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html</summary>
internal static class GetMetricData
{
    private const int MaxDatapoints = 100_800;
    private const int MaxQueries = 500;

    public static void Register(ServiceSimulator service) => service.On("GetMetricData", Handle);

    private static Struct? Handle(Call call, Struct request)
    {
        var (start, end) = (request.Time("StartTime")!.Value, request.Time("EndTime")!.Value);
        var structs = request.Structs("MetricDataQueries");
        if (start >= end)
        {
            throw CloudWatchErrors.Validation("The parameter StartTime must be less than the parameter EndTime.");
        }

        if (structs.Count is 0 or > MaxQueries)
        {
            throw CloudWatchErrors.Validation($"The collection MetricDataQueries must have a size from 1 to {MaxQueries}; it is {structs.Count}.");
        }

        var queries = new MetricQueries(structs);
        var store = call.Scope.Get<CloudWatchState>().Metrics;
        var results = new List<(string Id, MathSeries Series)>();
        foreach (var id in queries.Returned)
        {
            try
            {
                var value = queries.Evaluate(id, store, store.RoundStart(start, queries.PeriodOf(id)), end);
                results.AddRange(Series(value, id).Select(s => (id, s)));
            }
            catch (MathError error)
            {
                throw CloudWatchErrors.Validation($"Error in expression '{id}': {error.Message}");
            }
        }

        return Answer(request, queries, results);
    }

    private static IEnumerable<MathSeries> Series(MathValue value, string id) => value switch
    {
        MathSeries series => [series],
        MathArray array => array.Items,
        _ => throw CloudWatchErrors.Validation($"Error in expression '{id}': The expression must return a time series, not a number. Use TIME_SERIES."),
    };

    private static Struct Answer(Struct request, MetricQueries queries, List<(string Id, MathSeries Series)> results)
    {
        var ascending = request.String("ScanBy") == "TimestampAscending";
        var all = results.SelectMany((r, i) => (ascending ? r.Series.Points : r.Series.Points.Reverse()).Select(p => (Result: i, p.Key, p.Value))).ToList();
        var size = Math.Clamp(request.Int("MaxDatapoints") ?? MaxDatapoints, 1, MaxDatapoints);
        var (page, next) = Page.Of(all, request.String("NextToken"), size, CloudWatchErrors.InvalidToken);
        var last = page.Count > 0 ? page[^1].Result : int.MaxValue;
        return new Struct
        {
            ["MetricDataResults"] = results.Select((r, i) => new Struct
            {
                ["Id"] = r.Id,
                ["Label"] = r.Series.Label.Length > 0 ? r.Series.Label : queries.LabelOf(r.Id),
                ["Timestamps"] = page.Where(p => p.Result == i).Select(static p => (object)p.Key).ToList(),
                ["Values"] = page.Where(p => p.Result == i).Select(static p => (object)p.Value).ToList(),
                ["StatusCode"] = next is not null && i >= last ? "PartialData" : "Complete",
            }).ToList(),
            ["NextToken"] = next,
        };
    }
}
