using System.Text.RegularExpressions;
using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>
/// The metric data queries (MetricStat and Expression) of one request or alarm, worked out together.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
/// </summary>
internal sealed partial class MetricQueries
{
    private readonly Dictionary<string, Struct> _queries = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    /// <param name="queries">As sent.</param>
    /// <param name="defaultPeriod">Period of a MetricStat that has none, as in target tracking.</param>
    public MetricQueries(IReadOnlyList<Struct> queries, int defaultPeriod = 60)
    {
        DefaultPeriod = defaultPeriod;
        foreach (var query in queries)
        {
            var id = query.String("Id")!;
            Check(query, id);
            if (!_queries.TryAdd(id, query))
            {
                throw CloudWatchErrors.Validation($"The values for parameter id in parameter MetricDataQueries are not unique. Duplicate id: {id}");
            }

            _ids.Add(id);
        }
    }

    public int DefaultPeriod { get; }

    /// <summary>The ids, in the order of the request.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The ids of the queries whose results are returned (ReturnData is not false).</summary>
    public IEnumerable<string> Returned => _ids.Where(id => _queries[id].Bool("ReturnData") ?? true);

    public Struct this[string id] => _queries[id];

    /// <summary>The longest period of the metrics that a query rests on; its own for a metric.</summary>
    public int PeriodOf(string id)
    {
        var query = _queries[id];
        if (query.Child("MetricStat") is { } stat)
        {
            return stat.Int("Period") ?? DefaultPeriod;
        }

        return query.Int("Period") ?? _queries.Values.Where(static q => q.Has("MetricStat")).Select(q => PeriodOf(q.String("Id")!)).DefaultIfEmpty(DefaultPeriod).Max();
    }

    /// <summary>The value of one query over [start, end).</summary>
    /// <exception cref="MathError">The expression is not valid.</exception>
    public MathValue Evaluate(string id, MetricStore store, DateTime start, DateTime end) => Evaluate(id, store, start, end, []);

    /// <summary>The label that a query shows: its own, the metric's name, or its id.</summary>
    public string LabelOf(string id) =>
        _queries[id].String("Label") ?? _queries[id].Child("MetricStat")?.Child("Metric")?.String("MetricName") ?? id;

    private MathValue Evaluate(string id, MetricStore store, DateTime start, DateTime end, HashSet<string> above)
    {
        var query = _queries[id];
        if (query.Child("MetricStat") is { } stat)
        {
            var points = new List<KeyValuePair<DateTime, double>>();
            foreach (var aggregate in store.Read(MetricId.Of(stat.Child("Metric")!), start, end, PeriodOf(id), stat.String("Unit")))
            {
                if (aggregate.Statistic(stat.String("Stat")!) is var value && !double.IsNaN(value))
                {
                    points.Add(KeyValuePair.Create(aggregate.Start, value));
                }
            }

            return new MathSeries(points, LabelOf(id));
        }

        if (!above.Add(id))
        {
            throw new MathError($"The expression '{id}' refers to itself.");
        }

        var context = new MathContext(
            other => _queries.ContainsKey(other) ? Evaluate(other, store, start, end, [.. above]) : null,
            [.. _ids.Where(i => _queries[i].Has("MetricStat"))],
            start,
            end,
            other => _queries.ContainsKey(other) ? PeriodOf(other) : throw new MathError($"'{other}' is not the id of a metric of this request."),
            PeriodOf(id));
        var result = MathExpression.Parse(query.String("Expression")!).Evaluate(context);
        return result is MathSeries series ? series with { Label = LabelOf(id) } : result;
    }

    private void Check(Struct query, string id)
    {
        if (!IdForm().IsMatch(id))
        {
            throw CloudWatchErrors.Validation($"The value '{id}' for parameter Id is not valid: it must begin with a lower-case letter and hold letters, digits and underscores only.");
        }

        if (query.Has("MetricStat") == query.Has("Expression"))
        {
            throw CloudWatchErrors.Validation($"The query '{id}' must have either MetricStat or Expression, and not both.");
        }

        if (query.Child("MetricStat") is not { } stat)
        {
            return;
        }

        GetMetricStatistics.CheckPeriod(stat.Int("Period") ?? DefaultPeriod);
        if (!MetricStatistic.IsKnown(stat.String("Stat")!))
        {
            throw CloudWatchErrors.Validation($"The value '{stat.String("Stat")}' for parameter Stat of query '{id}' is not supported: use SampleCount, Average, Sum, Minimum, Maximum or a percentile such as p99.9.");
        }
    }

    [GeneratedRegex("^[a-z][a-zA-Z0-9_]*$")]
    private static partial Regex IdForm();
}
