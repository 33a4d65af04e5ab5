using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html</summary>
internal static class PutMetricAlarm
{
    private static readonly string[] Described =
    [
        "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit", "EvaluationPeriods", "DatapointsToAlarm",
        "Threshold", "ComparisonOperator", "TreatMissingData", "EvaluateLowSampleCountPercentile", "Metrics",
    ];

    private static readonly string[] OneMetric = ["MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic"];

    public static void Register(ServiceSimulator service) => service.On("PutMetricAlarm", static (call, request) =>
    {
        Put(call.Scope.Get<CloudWatchState>().Alarms, request);
        return null;
    });

    /// <summary>Makes an alarm or replaces its configuration; its state stays. Other simulated services call this too.</summary>
    public static MetricAlarm Put(AlarmBook book, Struct request)
    {
        var name = request.String("AlarmName")!;
        var queries = Queries(request);
        var metric = queries is null ? Metric(request) : null;
        var settings = Settings(request, metric, queries);
        var described = new Struct();
        foreach (var member in Described.Where(request.Has))
        {
            described[member] = request[member];
        }

        described["Dimensions"] = metric?.DimensionStructs();
        AlarmRequest.CheckActions(book, request, metric);
        var old = AlarmRequest.Existing<MetricAlarm>(book, name);
        var alarm = old ?? new MetricAlarm(name, book.ArnOf(name)) { Settings = settings, Request = described };
        (alarm.Settings, alarm.Request, alarm.Metric, alarm.Queries, alarm.Unit) = (settings, described, metric, queries, request.String("Unit"));
        AlarmRequest.Apply(alarm, request, isNew: old is null);
        book.Put(alarm);
        return alarm;
    }

    private static MetricQueries? Queries(Struct request)
    {
        if (request.Has("ThresholdMetricId") || request.Has("EvaluationCriteria"))
        {
            throw CloudWatchErrors.Validation("This sandbox does not simulate anomaly detection (ThresholdMetricId) or PromQL (EvaluationCriteria): give Threshold and a metric or Metrics.");
        }

        if (!request.Has("Metrics") || request.Structs("Metrics").Count == 0)
        {
            return null;
        }

        if (OneMetric.FirstOrDefault(m => request.Has(m) && request.List(m).Count + (request[m] is string or long ? 1 : 0) > 0) is { } both)
        {
            throw CloudWatchErrors.Validation($"The parameters Metrics and {both} are mutually exclusive and you have specified both.");
        }

        var queries = new MetricQueries(request.Structs("Metrics"));
        return queries.Returned.Count() == 1
            ? queries
            : throw CloudWatchErrors.Validation("Exactly one element of the metrics list should return data.");
    }

    private static MetricId Metric(Struct request)
    {
        foreach (var member in new[] { "MetricName", "Namespace", "Period" })
        {
            if (!request.Has(member))
            {
                throw CloudWatchErrors.Validation($"The parameter {member} is required for an alarm on a metric.");
            }
        }

        if (request.Has("Statistic") == request.Has("ExtendedStatistic"))
        {
            throw CloudWatchErrors.Validation("Exactly one of the parameters Statistic and ExtendedStatistic must be specified for an alarm on a metric.");
        }

        return MetricId.Of(request);
    }

    private static AlarmSettings Settings(Struct request, MetricId? metric, MetricQueries? queries)
    {
        if (!Enum.TryParse<AlarmComparison>(request.String("ComparisonOperator"), out var comparison))
        {
            throw CloudWatchErrors.Validation($"This sandbox does not simulate the ComparisonOperator '{request.String("ComparisonOperator")}': it is for anomaly detection.");
        }

        if (request.Double("Threshold") is not { } threshold)
        {
            throw CloudWatchErrors.Validation("The parameter Threshold is required for an alarm with a static threshold.");
        }

        var lowSamples = request.String("EvaluateLowSampleCountPercentile");
        if (lowSamples is not (null or "" or "evaluate" or "ignore"))
        {
            throw CloudWatchErrors.Validation($"EvaluateLowSampleCountPercentile '{lowSamples}' is not valid: use evaluate or ignore.");
        }

        try
        {
            return new AlarmSettings
            {
                PeriodSeconds = queries is null ? request.Int("Period")!.Value : queries.PeriodOf(queries.Returned.First()),
                EvaluationPeriods = request.Int("EvaluationPeriods") ?? 1,
                DatapointsToAlarm = request.Int("DatapointsToAlarm"),
                Comparison = comparison,
                Threshold = threshold,
                Statistic = request.String("Statistic") ?? request.String("ExtendedStatistic") ?? "Average",
                MissingData = AlarmNames.ParseTreatment(request.String("TreatMissingData")),
                MetricNamespace = metric?.Namespace ?? string.Empty,
                IgnoreLowSamples = lowSamples == "ignore",
            }.Validated();
        }
        catch (ArgumentException problem)
        {
            throw CloudWatchErrors.Validation(problem.Message.Split(" (Parameter")[0]);
        }
    }
}
