namespace AwsOps;

/// <summary>One look at a scaling group.</summary>
public sealed class ScalingSample : AwsResource
{
    internal ScalingSample(Common.AwsConnection aws, ScalingGroup group, DateTime time, double? cpuPercent, string alarmState)
        : base(aws, group.AccountId)
    {
        Time = time;
        ScalingGroupName = group.ScalingGroupName;
        DesiredCapacity = group.DesiredCapacity;
        InService = group.InService;
        Pending = group.Instance.Count(static instance => instance.LifecycleState.StartsWith("Pending", StringComparison.Ordinal));
        CpuPercent = cpuPercent;
        AlarmState = alarmState;
    }

    /// <summary>When it was looked at, UTC.</summary>
    public DateTime Time { get; }

    /// <summary>Group that was looked at.</summary>
    public string ScalingGroupName { get; }

    /// <summary>Instances there should be.</summary>
    public int DesiredCapacity { get; }

    /// <summary>Instances that serve.</summary>
    public int InService { get; }

    /// <summary>Instances that start.</summary>
    public int Pending { get; }

    /// <summary>Average CPU in the last whole minute with data, percent; null when there is none.</summary>
    public double? CpuPercent { get; }

    /// <summary>Names of the group's alarms that alarm now; empty when none does.</summary>
    public string AlarmState { get; }
}
