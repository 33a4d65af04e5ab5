using System.Text.Json;
using System.Text.Json.Nodes;
using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>One entry of an alarm's history.</summary>
internal sealed record AlarmHistoryItem(string AlarmName, string AlarmType, DateTime Timestamp, string ItemType, string Summary, string Data)
{
    public Struct Describe() => new()
    {
        ["AlarmName"] = AlarmName,
        ["AlarmType"] = AlarmType,
        ["Timestamp"] = Timestamp,
        ["HistoryItemType"] = ItemType,
        ["HistorySummary"] = Summary,
        ["HistoryData"] = Data,
    };
}

/// <summary>
/// What happened to alarms, kept for 30 days even when an alarm is deleted.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
/// </summary>
internal sealed class AlarmHistory(SandboxClock clock)
{
    private readonly List<AlarmHistoryItem> _items = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<AlarmHistoryItem> Items
    {
        get
        {
            _items.RemoveAll(i => i.Timestamp < clock.UtcNow.AddDays(-30));
            return _items;
        }
    }

    public void Configuration(Alarm alarm, string verb) => Add(alarm, "ConfigurationUpdate", $"Alarm \"{alarm.Name}\" {verb}", new JsonObject
    {
        ["version"] = "1.0",
        ["type"] = verb switch { "created" => "Create", "deleted" => "Delete", _ => "Update" },
        [verb + "Alarm"] = new JsonObject { ["alarmName"] = alarm.Name, ["alarmArn"] = alarm.Arn, ["stateValue"] = alarm.State.ToAws() },
    });

    public void State(Alarm alarm, AlarmChange change) => Add(alarm, "StateUpdate", $"Alarm updated from {change.Old.ToAws()} to {change.New.ToAws()}", new JsonObject
    {
        ["version"] = "1.0",
        ["oldState"] = StateOf(change.Old, change.OldReason, change.OldReasonData),
        ["newState"] = StateOf(change.New, alarm.StateReason, alarm.StateReasonData),
    });

    /// <param name="alarm">The alarm.</param>
    /// <param name="action">ARN of the action.</param>
    /// <param name="error">Null when it succeeded.</param>
    public void Action(Alarm alarm, string action, string? error) => Add(
        alarm,
        "Action",
        error is null ? $"Successfully executed action {action}" : $"Failed to execute action {action}. Received error: \"{error}\"",
        new JsonObject { ["actionState"] = error is null ? "Succeeded" : "Failed", ["notificationResource"] = action, ["error"] = error });

    private void Add(Alarm alarm, string type, string summary, JsonObject data) =>
        _items.Add(new AlarmHistoryItem(alarm.Name, alarm.Type, clock.UtcNow, type, summary, data.ToJsonString(Json.Relaxed)));

    private static JsonObject StateOf(AlarmState state, string reason, string? data) => new()
    {
        ["stateValue"] = state.ToAws(),
        ["stateReason"] = reason,
        ["stateReasonData"] = data is null ? null : JsonNode.Parse(data),
    };
}

/// <summary>A change of an alarm's state.</summary>
internal sealed record AlarmChange(AlarmState Old, AlarmState New, string OldReason, string? OldReasonData);

/// <summary>JSON as CloudWatch writes it: quotes and angle brackets as they are.</summary>
internal static class Json
{
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
