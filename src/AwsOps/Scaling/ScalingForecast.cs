namespace AwsOps;

/// <summary>What a predictive scaling policy forecasts for an hour.</summary>
public sealed class ScalingForecast : AwsResource
{
    internal ScalingForecast(Common.AwsConnection aws, ScalingPolicy policy, DateTime time, double load, double capacity, DateTime? updateTime)
        : base(aws, policy.AccountId)
    {
        ScalingGroupName = policy.ScalingGroupName;
        ScalingPolicyName = policy.ScalingPolicyName;
        Time = time;
        Metric = policy.Metric;
        Load = load;
        Capacity = capacity;
        UpdateTime = updateTime;
    }

    /// <summary>Group of the policy.</summary>
    public string ScalingGroupName { get; }

    /// <summary>The policy.</summary>
    public string ScalingPolicyName { get; }

    /// <summary>Start of the hour, UTC.</summary>
    public DateTime Time { get; }

    /// <summary>The metrics that the policy forecasts; null for metrics of the user's own.</summary>
    public string? Metric { get; }

    /// <summary>The load of the hour, in the load metric's unit: percent of CPU of all instances together, bytes, or requests per minute.</summary>
    public double Load { get; }

    /// <summary>The least capacity that the load needs at the policy's target, before the group's limits.</summary>
    public double Capacity { get; }

    /// <summary>When the forecast was made, UTC.</summary>
    public DateTime? UpdateTime { get; }
}
