using Amazon.AutoScaling.Model;

namespace AwsOps;

/// <summary>What a scaling group did, and why.</summary>
public sealed class ScalingActivity : AwsResource
{
    internal ScalingActivity(Common.AwsConnection aws, Activity activity)
        : base(aws, Common.Arns.Account(activity.AutoScalingGroupARN))
    {
        ScalingGroupName = activity.AutoScalingGroupName;
        ActivityId = activity.ActivityId;
        StartTime = activity.StartTime?.ToUniversalTime() ?? default;
        EndTime = activity.EndTime?.ToUniversalTime();
        Status = activity.StatusCode?.Value ?? string.Empty;
        StatusMessage = activity.StatusMessage;
        Progress = activity.Progress ?? 0;
        Description = activity.Description;
        Cause = activity.Cause;
    }

    /// <summary>Group that acted.</summary>
    public string ScalingGroupName { get; }

    /// <summary>Id of the activity.</summary>
    public string ActivityId { get; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartTime { get; }

    /// <summary>When it ended, UTC; null while it goes on.</summary>
    public DateTime? EndTime { get; }

    /// <summary>Successful, InProgress, Failed, Cancelled…</summary>
    public string Status { get; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? StatusMessage { get; }

    /// <summary>Percent done.</summary>
    public int Progress { get; }

    /// <summary>What it does, e.g. Launching a new EC2 instance: i-….</summary>
    public string Description { get; }

    /// <summary>Why, in AWS's words.</summary>
    public string Cause { get; }
}
