using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Schedules;

/// <summary>A scheduled action of a group.</summary>
internal sealed class GroupSchedule(string arn, ScheduledAction action, string? timeZone)
{
    public string Name => Action.Name;

    public string Arn { get; } = arn;

    public ScheduledAction Action { get; set; } = action;

    /// <summary>As it was given; null is UTC.</summary>
    public string? TimeZone { get; set; } = timeZone;

    /// <summary>Its next run on the clock.</summary>
    public IDisposable? Timer { get; set; }

    /// <summary>When it runs next, UTC.</summary>
    public DateTime? NextRun { get; set; }

    public Struct Describe(string groupName) => new()
    {
        ["AutoScalingGroupName"] = groupName,
        ["ScheduledActionName"] = Name,
        ["ScheduledActionARN"] = Arn,
        ["Time"] = NextRun,
        ["StartTime"] = NextRun,
        ["EndTime"] = Action.EndTime,
        ["Recurrence"] = Action.Recurrence?.Text,
        ["MinSize"] = (long?)Action.MinSize,
        ["MaxSize"] = (long?)Action.MaxSize,
        ["DesiredCapacity"] = (long?)Action.DesiredCapacity,
        ["TimeZone"] = TimeZone,
    };
}
