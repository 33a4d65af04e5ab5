using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>
/// What an alarm sends through SNS: text to mail subscribers, JSON to all others.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
/// </summary>
internal static class AlarmMail
{
    /// <summary><c>ALARM: "name" in EU (Ireland)</c>; SNS subjects hold 100 characters.</summary>
    public static string Subject(Scope scope, Alarm alarm)
    {
        var place = $" in {RegionNames.Of(scope.Region)}";
        var name = alarm.Name;
        var room = 100 - place.Length - alarm.State.ToAws().Length - 4;
        return $"{alarm.State.ToAws()}: \"{(name.Length > room ? name[..(room - 3)] + "..." : name)}\"{place}";
    }

    public static string Text(Scope scope, Alarm alarm, AlarmChange change)
    {
        var when = AlarmBook.Words(alarm.StateUpdated);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            You are receiving this email because your Amazon CloudWatch Alarm "{alarm.Name}" in the {RegionNames.Of(scope.Region)} region has entered the {alarm.State.ToAws()} state, because "{alarm.StateReason}" at "{when}".

            View this alarm in the AWS Management Console:
            https://{scope.Region}.console.aws.amazon.com/cloudwatch/deeplink.js?region={scope.Region}#alarmsV2:alarm/{Uri.EscapeDataString(alarm.Name)}

            Alarm Details:
            - Name:                       {alarm.Name}
            - Description:                {alarm.Description}
            - State Change:               {change.Old.ToAws()} -> {change.New.ToAws()}
            - Reason for State Change:    {alarm.StateReason}
            - Timestamp:                  {when}
            - AWS Account:                {scope.Account}
            - Alarm Arn:                  {alarm.Arn}

            """);
        if (alarm is MetricAlarm metric)
        {
            Append(text, metric);
        }
        else if (alarm is CompositeAlarm composite)
        {
            text.Append("\nAlarm Rule:\n").Append(composite.Rule.Text).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            State Change Actions:
            - OK: {List(alarm.OkActions)}
            - ALARM: {List(alarm.AlarmActions)}
            - INSUFFICIENT_DATA: {List(alarm.InsufficientDataActions)}

            """);
        return text.ToString();
    }

    public static string Json(Scope scope, Alarm alarm, AlarmChange change)
    {
        var message = new JsonObject
        {
            ["AlarmName"] = alarm.Name,
            ["AlarmDescription"] = alarm.Description,
            ["AWSAccountId"] = scope.Account,
            ["AlarmConfigurationUpdatedTimestamp"] = Iso(alarm.ConfigurationUpdated),
            ["NewStateValue"] = change.New.ToAws(),
            ["NewStateReason"] = alarm.StateReason,
            ["StateChangeTime"] = Iso(alarm.StateUpdated),
            ["Region"] = RegionNames.Of(scope.Region),
            ["AlarmArn"] = alarm.Arn,
            ["OldStateValue"] = change.Old.ToAws(),
            ["OKActions"] = Array(alarm.OkActions),
            ["AlarmActions"] = Array(alarm.AlarmActions),
            ["InsufficientDataActions"] = Array(alarm.InsufficientDataActions),
        };
        if (alarm is CompositeAlarm composite)
        {
            message["AlarmRule"] = composite.Rule.Text;
        }
        else if (alarm is MetricAlarm metric)
        {
            message["Trigger"] = Trigger(metric);
        }

        return message.ToJsonString(Alarms.Json.Relaxed);
    }

    private static void Append(StringBuilder text, MetricAlarm alarm)
    {
        var settings = alarm.Settings;
        text.Append(CultureInfo.InvariantCulture, $"""

            Threshold:
            - The alarm is in the ALARM state when the metric is {settings.Comparison} {AlarmReason.Number(settings.Threshold)} for at least {settings.RequiredDatapoints} of the last {settings.EvaluationPeriods} period(s) of {settings.PeriodSeconds} seconds.

            Monitored Metric:

            """);
        if (alarm.Metric is { } metric)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                - MetricNamespace:                     {metric.Namespace}
                - MetricName:                          {metric.Name}
                - Dimensions:                          {string.Join(' ', metric.Dimensions.Select(static d => $"[{d.Key} = {d.Value}]"))}
                - Period:                              {settings.PeriodSeconds} seconds
                - Statistic:                           {settings.Statistic}
                - Unit:                                {alarm.Unit ?? "not specified"}

                """);
        }
        else
        {
            foreach (var id in alarm.Queries!.Ids)
            {
                var query = alarm.Queries[id];
                text.Append(CultureInfo.InvariantCulture, $"- {id}: {query.String("Expression") ?? query.Child("MetricStat")?.Child("Metric")?.String("MetricName")}\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"- TreatMissingData:                    {settings.MissingData.ToAws()}\n");
    }

    private static JsonObject Trigger(MetricAlarm alarm)
    {
        var settings = alarm.Settings;
        var trigger = new JsonObject
        {
            ["Period"] = settings.PeriodSeconds,
            ["EvaluationPeriods"] = settings.EvaluationPeriods,
            ["DatapointsToAlarm"] = settings.RequiredDatapoints,
            ["ComparisonOperator"] = settings.Comparison.ToString(),
            ["Threshold"] = settings.Threshold,
            ["TreatMissingData"] = settings.MissingData.ToAws(),
            ["EvaluateLowSampleCountPercentile"] = alarm.Request.String("EvaluateLowSampleCountPercentile") ?? string.Empty,
        };
        if (alarm.Metric is { } metric)
        {
            trigger["MetricName"] = metric.Name;
            trigger["Namespace"] = metric.Namespace;
            trigger["StatisticType"] = alarm.Request.Has("ExtendedStatistic") ? "ExtendedStatistic" : "Statistic";
            trigger["Statistic"] = settings.Statistic.ToUpperInvariant();
            trigger["Unit"] = alarm.Unit;
            trigger["Dimensions"] = new JsonArray([.. metric.Dimensions.Select(static d => new JsonObject { ["value"] = d.Value, ["name"] = d.Key })]);
        }

        return trigger;
    }

    private static JsonArray Array(IReadOnlyList<string> texts) => [.. texts.Select(static t => JsonValue.Create(t))];

    private static string List(IReadOnlyList<string> actions) => string.Join(' ', actions.Select(static a => $"[{a}]"));

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
}
