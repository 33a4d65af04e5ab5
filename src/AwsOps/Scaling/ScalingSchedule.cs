using Amazon.AutoScaling.Model;

namespace AwsOps;

/// <summary>A scheduled action: sizes that a group takes at a time.</summary>
public sealed class ScalingSchedule : AwsResource
{
    internal ScalingSchedule(Common.AwsConnection aws, ScheduledUpdateGroupAction action)
        : base(aws, Common.Arns.Account(action.ScheduledActionARN))
    {
        ScalingScheduleName = action.ScheduledActionName;
        ScalingGroupName = action.AutoScalingGroupName;
        Arn = action.ScheduledActionARN;
        Recurrence = action.Recurrence;
        TimeZone = action.TimeZone;
        StartTime = action.StartTime?.ToUniversalTime();
        EndTime = action.EndTime?.ToUniversalTime();
        MinSize = action.MinSize;
        MaxSize = action.MaxSize;
        DesiredCapacity = action.DesiredCapacity;
    }

    /// <summary>Name of the scheduled action.</summary>
    public string ScalingScheduleName { get; }

    /// <summary>Group it belongs to.</summary>
    public string ScalingGroupName { get; }

    /// <summary>ARN of the scheduled action.</summary>
    public string Arn { get; }

    /// <summary>Cron expression of five fields; null for one time.</summary>
    public string? Recurrence { get; }

    /// <summary>IANA time zone of the recurrence; null for UTC.</summary>
    public string? TimeZone { get; }

    /// <summary>The one time, or the first, UTC.</summary>
    public DateTime? StartTime { get; }

    /// <summary>After it the recurrence ends, UTC; null for never.</summary>
    public DateTime? EndTime { get; }

    /// <summary>Fewest instances from then on; null for no change.</summary>
    public int? MinSize { get; }

    /// <summary>Most instances from then on; null for no change.</summary>
    public int? MaxSize { get; }

    /// <summary>Instances there should be then; null for no change.</summary>
    public int? DesiredCapacity { get; }
}
