using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>What metric alarms and composite alarms have in common.</summary>
internal abstract class Alarm(string name, string arn)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    /// <summary><c>MetricAlarm</c> or <c>CompositeAlarm</c>.</summary>
    public abstract string Type { get; }

    public string? Description { get; set; }

    public bool ActionsEnabled { get; set; } = true;

    public IReadOnlyList<string> OkActions { get; set; } = [];

    public IReadOnlyList<string> AlarmActions { get; set; } = [];

    public IReadOnlyList<string> InsufficientDataActions { get; set; } = [];

    public AlarmState State { get; set; } = AlarmState.InsufficientData;

    public string StateReason { get; set; } = AlarmReason.Initial;

    public string? StateReasonData { get; set; }

    public DateTime StateUpdated { get; set; }

    public DateTime StateTransitioned { get; set; }

    public DateTime ConfigurationUpdated { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The actions of a state.</summary>
    public IReadOnlyList<string> ActionsOf(AlarmState state) => state switch
    {
        AlarmState.Ok => OkActions,
        AlarmState.Alarm => AlarmActions,
        _ => InsufficientDataActions,
    };

    public IEnumerable<string> AllActions => OkActions.Concat(AlarmActions).Concat(InsufficientDataActions);

    /// <summary>Members that both kinds of alarm are described with.</summary>
    protected Struct DescribeCommon() => new()
    {
        ["AlarmName"] = Name,
        ["AlarmArn"] = Arn,
        ["AlarmDescription"] = Description,
        ["AlarmConfigurationUpdatedTimestamp"] = ConfigurationUpdated,
        ["ActionsEnabled"] = ActionsEnabled,
        ["OKActions"] = OkActions,
        ["AlarmActions"] = AlarmActions,
        ["InsufficientDataActions"] = InsufficientDataActions,
        ["StateValue"] = State.ToAws(),
        ["StateReason"] = StateReason,
        ["StateReasonData"] = StateReasonData,
        ["StateUpdatedTimestamp"] = StateUpdated,
        ["StateTransitionedTimestamp"] = StateTransitioned,
    };

    public abstract Struct Describe();
}
