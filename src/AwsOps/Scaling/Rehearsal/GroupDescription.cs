using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.AutoScaling.Model;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using AwsOps.Common;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>
/// A group with all that makes it scale, as AWS describes it: read from an account, or from saved answers of the AWS CLI, whose JSON
/// has the names of the API's own members.
/// </summary>
internal sealed record GroupDescription(
    AutoScalingGroup Group,
    IReadOnlyList<Amazon.AutoScaling.Model.ScalingPolicy> Policies,
    IReadOnlyList<ScheduledUpdateGroupAction> Schedules,
    IReadOnlyList<Amazon.CloudWatch.Model.MetricAlarm> Alarms)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new ConstantConverterFactory(), new TimeConverter() },
    };

    /// <summary>The alarms that call a policy.</summary>
    public IEnumerable<Amazon.CloudWatch.Model.MetricAlarm> AlarmsOf(Amazon.AutoScaling.Model.ScalingPolicy policy) =>
        Alarms.Where(alarm => (alarm.AlarmActions ?? []).Contains(policy.PolicyARN) || (policy.Alarms ?? []).Exists(own => own.AlarmName == alarm.AlarmName));

    /// <summary>Reads a group of an account.</summary>
    public static async Task<GroupDescription> ReadAsync(AwsConnection aws, string name, CancellationToken stop)
    {
        var groups = (await aws.AutoScaling.DescribeAutoScalingGroupsAsync(new DescribeAutoScalingGroupsRequest { AutoScalingGroupNames = [name] }, stop)).AutoScalingGroups ?? [];
        if (groups.Count == 0)
        {
            throw AwsOpsException.NotFound("Scaling group", name, aws.Where, "Get-ScalingGroup lists those that are.");
        }

        var policies = await Pager.AllAsync<Amazon.AutoScaling.Model.ScalingPolicy>(
            async (token, cancel) =>
            {
                var page = await aws.AutoScaling.DescribePoliciesAsync(new DescribePoliciesRequest { AutoScalingGroupName = name, NextToken = token }, cancel);
                return (page.ScalingPolicies, page.NextToken);
            },
            stop);
        var schedules = await Pager.AllAsync<ScheduledUpdateGroupAction>(
            async (token, cancel) =>
            {
                var page = await aws.AutoScaling.DescribeScheduledActionsAsync(new DescribeScheduledActionsRequest { AutoScalingGroupName = name, NextToken = token }, cancel);
                return (page.ScheduledUpdateGroupActions, page.NextToken);
            },
            stop);
        var alarms = new List<Amazon.CloudWatch.Model.MetricAlarm>();
        foreach (var chunk in policies.SelectMany(static policy => policy.Alarms ?? []).Select(static alarm => alarm.AlarmName).Distinct(StringComparer.Ordinal).Chunk(100))
        {
            alarms.AddRange((await aws.CloudWatch.DescribeAlarmsAsync(new DescribeAlarmsRequest { AlarmNames = [.. chunk], MaxRecords = 100 }, stop)).MetricAlarms ?? []);
        }

        return new GroupDescription(groups[0], policies, schedules, alarms);
    }

    /// <summary>
    /// Reads saved answers of <c>aws autoscaling describe-auto-scaling-groups</c>, <c>describe-policies</c>, <c>describe-scheduled-actions</c>
    /// and <c>aws cloudwatch describe-alarms</c>, in any number of files.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="name">Which of the groups; null when there is only one.</param>
    public static GroupDescription FromFiles(IEnumerable<string> paths, string? name)
    {
        var answers = new Answers();
        foreach (var path in paths)
        {
            answers.Add(Parse(path));
        }

        var groups = answers.AutoScalingGroups.Where(group => name is null || group.AutoScalingGroupName == name).ToList();
        if (groups.Count != 1)
        {
            throw groups.Count == 0
                ? AwsOpsException.BadArgument("Path", string.Join(", ", paths), name is null ? "no file has AutoScalingGroups;" : $"no file has group '{name}';", "save the answer of aws autoscaling describe-auto-scaling-groups too.")
                : AwsOpsException.BadArgument("Path", string.Join(", ", paths), $"there are {groups.Count} groups ({string.Join(", ", groups.Select(static group => group.AutoScalingGroupName))});", "name one with -ScalingGroupName.");
        }

        var wanted = groups[0].AutoScalingGroupName;
        return new GroupDescription(
            groups[0],
            [.. answers.ScalingPolicies.Where(policy => policy.AutoScalingGroupName == wanted)],
            [.. answers.ScheduledUpdateGroupActions.Where(action => action.AutoScalingGroupName == wanted)],
            answers.MetricAlarms);
    }

    private static Answers Parse(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AwsOpsException.BadArgument("Path", path, "it can't be read:", exception.Message);
        }

        try
        {
            var answers = JsonSerializer.Deserialize<Answers>(text, Json) ?? new Answers();
            return answers.IsEmpty
                ? throw AwsOpsException.BadArgument("Path", path, "it has none of AutoScalingGroups, ScalingPolicies, ScheduledUpdateGroupActions, MetricAlarms;", "save answers of the AWS CLI's describe commands as JSON.")
                : answers;
        }
        catch (JsonException exception)
        {
            throw AwsOpsException.BadArgument("Path", path, $"line {exception.LineNumber + 1}, at {exception.Path ?? "$"}: not the JSON of the AWS CLI:", exception.Message);
        }
    }

    /// <summary>The lists that the describe commands answer; each file has one or more of them.</summary>
    private sealed class Answers
    {
        public List<AutoScalingGroup> AutoScalingGroups { get; set; } = [];

        public List<Amazon.AutoScaling.Model.ScalingPolicy> ScalingPolicies { get; set; } = [];

        public List<ScheduledUpdateGroupAction> ScheduledUpdateGroupActions { get; set; } = [];

        public List<Amazon.CloudWatch.Model.MetricAlarm> MetricAlarms { get; set; } = [];

        [JsonIgnore]
        public bool IsEmpty => AutoScalingGroups.Count + ScalingPolicies.Count + ScheduledUpdateGroupActions.Count + MetricAlarms.Count == 0;

        public void Add(Answers other)
        {
            AutoScalingGroups.AddRange(other.AutoScalingGroups);
            ScalingPolicies.AddRange(other.ScalingPolicies);
            ScheduledUpdateGroupActions.AddRange(other.ScheduledUpdateGroupActions);
            MetricAlarms.AddRange(other.MetricAlarms);
        }
    }

    /// <summary>The SDK's enumerations are classes around a string.</summary>
    private sealed class ConstantConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeof(ConstantClass).IsAssignableFrom(typeToConvert);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(ConstantConverter<>).MakeGenericType(typeToConvert))!;
    }

    /// <summary>The AWS CLI writes ISO 8601, and version 1 of it seconds since 1970 where the service answers JSON.</summary>
    private sealed class TimeConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Number
            ? DateTime.UnixEpoch.AddSeconds(reader.GetDouble())
            : DateTime.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new JsonException($"'{reader.GetString()}' is not a time.");

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class ConstantConverter<T> : JsonConverter<T>
        where T : ConstantClass
    {
        private static readonly ConstructorInfo Constructor = typeof(T).GetConstructor([typeof(string)])!;

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text ? (T)Constructor.Invoke([text]) : null;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
