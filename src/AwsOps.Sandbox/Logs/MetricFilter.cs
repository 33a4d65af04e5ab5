using System.Globalization;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Logs.Patterns;

namespace AwsOps.Sandbox.Logs;

/// <summary>
/// Turns log events into metric data.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
/// </summary>
internal sealed class MetricFilter(string name, string groupName, LogPattern pattern, Struct request, long created)
{
    public string Name { get; } = name;

    public string GroupName { get; } = groupName;

    public IReadOnlyList<Struct> Transformations { get; } = request.Structs("metricTransformations");

    /// <summary>Publishes what an event is worth.</summary>
    public void Publish(Scope scope, long timestamp, string message)
    {
        var fields = pattern.Match(message);
        var store = scope.Get<CloudWatchState>().Metrics;
        foreach (var transformation in Transformations)
        {
            var value = fields is null ? transformation.Double("defaultValue") : Number(transformation.String("metricValue")!, fields);
            if (value is not { } number)
            {
                continue;
            }

            var dimensions = (transformation.Child("dimensions") ?? []).Select(d => KeyValuePair.Create(d.Key, fields is null ? null : Text((string)d.Value!, fields))).ToList();
            if (dimensions.TrueForAll(static d => d.Value is not null))
            {
                var id = new MetricId(transformation.String("metricNamespace")!, transformation.String("metricName")!, dimensions.Select(static d => KeyValuePair.Create(d.Key, d.Value!)));
                store.Put(id, LogTime.Read(timestamp), number, transformation.String("unit") ?? "None");
            }
        }
    }

    public Struct Describe() => new()
    {
        ["filterName"] = Name,
        ["filterPattern"] = request.String("filterPattern"),
        ["metricTransformations"] = Transformations,
        ["creationTime"] = created,
        ["logGroupName"] = GroupName,
        ["applyOnTransformedLogs"] = request.Bool("applyOnTransformedLogs") ?? false,
    };

    // A number, or a field: $.latency of JSON, $size of a space-delimited event.
    private static double? Number(string text, IReadOnlyDictionary<string, string> fields) =>
        double.TryParse(Text(text, fields), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? Text(string text, IReadOnlyDictionary<string, string> fields) =>
        text.StartsWith('$') ? fields.GetValueOrDefault(text) : text;
}
