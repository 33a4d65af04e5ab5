using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html</summary>
internal static class PutMetricData
{
    private const int MaxDatums = 1000;
    private const int MaxValues = 150;

    public static void Register(ServiceSimulator service) => service.On("PutMetricData", Handle);

    private static Struct? Handle(Call call, Struct request)
    {
        var metricNamespace = request.String("Namespace")!;
        if (metricNamespace.StartsWith("AWS/", StringComparison.Ordinal))
        {
            throw CloudWatchErrors.InvalidValue("The value AWS/ for parameter Namespace is invalid.");
        }

        var data = request.Structs("MetricData").Concat(request.Structs("EntityMetricData").SelectMany(static e => e.Structs("MetricData"))).ToList();
        if (data.Count == 0)
        {
            throw CloudWatchErrors.Missing("The parameter MetricData is required.");
        }

        if (data.Count > MaxDatums)
        {
            throw CloudWatchErrors.InvalidValue($"The collection MetricData must not have a size greater than {MaxDatums}.");
        }

        // All or nothing: a bad datum rejects the request before anything is kept.
        var samples = data.Select((datum, i) => (MetricId.Of(datum, metricNamespace), Read(call, datum, $"MetricData.member.{i + 1}"))).ToList();
        var store = call.Scope.Get<CloudWatchState>().Metrics;
        foreach (var (id, sample) in samples)
        {
            store.Put(id, sample);
        }

        return null;
    }

    private static MetricSample Read(Call call, Struct datum, string name)
    {
        var resolution = datum.Int("StorageResolution") ?? 60;
        if (resolution is not (1 or 60))
        {
            throw CloudWatchErrors.InvalidValue($"The value {resolution} for parameter {name}.StorageResolution is invalid. It must be 1 or 60.");
        }

        var time = MetricStore.Floor(CheckTime(call, datum.Time("Timestamp") ?? call.Now, name), resolution);
        var unit = datum.String("Unit") ?? "None";
        if (datum.Child("StatisticValues") is { } set)
        {
            if (datum.Has("Value"))
            {
                throw CloudWatchErrors.Combination($"The parameters {name}.Value and {name}.StatisticValues are mutually exclusive and you have specified both.");
            }

            return new MetricSample(
                time, Number(set, "SampleCount", name), Number(set, "Sum", name), Number(set, "Minimum", name), Number(set, "Maximum", name), unit);
        }

        if (datum.Has("Values"))
        {
            return Weighted(datum, name, time, unit);
        }

        return datum.Has("Value")
            ? MetricSample.Of(time, Number(datum, "Value", name), unit)
            : throw CloudWatchErrors.Missing($"At least one of the parameters {name}.Value, {name}.Values and {name}.StatisticValues must be specified.");
    }

    private static MetricSample Weighted(Struct datum, string name, DateTime time, string unit)
    {
        var values = datum.List("Values").Select(Convert.ToDouble).ToList();
        var counts = datum.Has("Counts") ? datum.List("Counts").Select(Convert.ToDouble).ToList() : values.ConvertAll(static _ => 1.0);
        if (values.Count is 0 or > MaxValues || counts.Count != values.Count)
        {
            throw CloudWatchErrors.InvalidValue($"The parameters {name}.Values and {name}.Counts must be of the same size, from 1 to {MaxValues}.");
        }

        var pairs = values.Zip(counts).Select(p => (CheckFinite(p.First, name + ".Values"), CheckFinite(p.Second, name + ".Counts"))).ToList();
        return new MetricSample(time, counts.Sum(), pairs.Sum(static p => p.Item1 * p.Item2), values.Min(), values.Max(), unit, pairs);
    }

    // "Data points with time stamps from 24 hours ago or longer can take at least 48 hours to become available" is not simulated;
    // the two limits are.
    private static DateTime CheckTime(Call call, DateTime time, string name)
    {
        if (time < call.Now.AddDays(-14))
        {
            throw CloudWatchErrors.InvalidValue($"The parameter {name}.Timestamp must specify a time within the past two weeks.");
        }

        return time <= call.Now.AddHours(2)
            ? time
            : throw CloudWatchErrors.InvalidValue($"The parameter {name}.Timestamp must specify a time no more than two hours in the future.");
    }

    private static double Number(Struct source, string member, string name) => CheckFinite(source.Double(member) ?? 0, $"{name}.{member}");

    private static double CheckFinite(double value, string name) => double.IsFinite(value)
        ? value
        : throw CloudWatchErrors.InvalidValue($"The value {value.ToString(CultureInfo.InvariantCulture)} for parameter {name} is invalid.");
}
