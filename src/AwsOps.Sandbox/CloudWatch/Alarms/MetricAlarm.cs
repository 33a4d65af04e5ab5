using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>An alarm on one metric, or on a metric math expression.</summary>
internal sealed class MetricAlarm(string name, string arn) : Alarm(name, arn)
{
    public override string Type => "MetricAlarm";

    /// <summary>What the evaluation rests on.</summary>
    public required AlarmSettings Settings { get; set; }

    /// <summary>The metric; null for a math alarm.</summary>
    public MetricId? Metric { get; set; }

    /// <summary>Metric data queries; null for an alarm on one metric.</summary>
    public MetricQueries? Queries { get; set; }

    public string? Unit { get; set; }

    /// <summary>The members of the request that are described as they were sent.</summary>
    public required Struct Request { get; set; }

    /// <summary>When within the minute it is evaluated; its own, kept when its configuration changes.</summary>
    public int? SecondsPastMinute { get; set; }

    /// <summary>The clock's evaluation of this alarm.</summary>
    public IDisposable? Timer { get; set; }

    /// <summary>One datapoint per period, the oldest first, as <see cref="AlarmEvaluator"/> takes them.</summary>
    public AlarmDatapoint[] Window(MetricStore store, DateTime now)
    {
        var start = Settings.WindowStart(now);
        var window = new AlarmDatapoint[Settings.EvaluationRange];
        for (var i = 0; i < window.Length; i++)
        {
            window[i] = AlarmDatapoint.Missing(start.AddSeconds((double)i * Settings.PeriodSeconds));
        }

        foreach (var point in Read(store, start, start.AddSeconds((double)window.Length * Settings.PeriodSeconds)))
        {
            window[(int)((point.Timestamp - start).TotalSeconds / Settings.PeriodSeconds)] = point;
        }

        return window;
    }

    public override Struct Describe()
    {
        var alarm = DescribeCommon();
        foreach (var (name, value) in Request)
        {
            alarm[name] = value;
        }

        return alarm;
    }

    private IEnumerable<AlarmDatapoint> Read(MetricStore store, DateTime start, DateTime end)
    {
        if (Metric is not null)
        {
            return store.Read(Metric, start, end, Settings.PeriodSeconds, Unit)
                .Select(a => new AlarmDatapoint(a.Start, a.Statistic(Settings.Statistic), a.Count));
        }

        try
        {
            return Queries!.Evaluate(Queries.Returned.First(), store, start, end) is MathSeries series
                ? series.Points.Select(static p => new AlarmDatapoint(p.Key, p.Value))
                : [];
        }
        catch (MathError)
        {
            // An expression that cannot be worked out has no datapoints: the alarm goes to INSUFFICIENT_DATA.
            return [];
        }
    }
}
