using System.Globalization;
using System.Text.Json.Nodes;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling;

/// <summary>
/// A scaling activity. Wording as in
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-verify-scaling-activity.html
/// </summary>
internal sealed class Activity(string id, ScalingGroup group, string description, string cause, DateTime start)
{
    public string Id { get; } = id;

    public ScalingGroup Group { get; } = group;

    public string Description { get; set; } = description;

    public string Cause { get; set; } = cause;

    public DateTime StartTime { get; } = start;

    public DateTime? EndTime { get; private set; }

    /// <summary>E.g. <c>InProgress</c>, <c>PreInService</c>, <c>Successful</c>, <c>Failed</c>.</summary>
    public string StatusCode { get; private set; } = "InProgress";

    public string? StatusMessage { get; private set; }

    public int Progress { get; private set; }

    public string Details { get; set; } = "{}";

    public bool IsOver => EndTime is not null;

    public void Step(string status, int progress) => (StatusCode, Progress) = (status, progress);

    public void Succeed(DateTime now) => End(now, "Successful");

    public void Fail(DateTime now, string message)
    {
        StatusMessage = message;
        End(now, "Failed");
    }

    public void Cancel(DateTime now, string message)
    {
        StatusMessage = message;
        End(now, "Cancelled");
    }

    /// <summary>Where the instance is: <c>{"Subnet ID":"subnet-…","Availability Zone":"eu-west-1a"}</c>.</summary>
    public static string DetailsOf(Subnet subnet) =>
        new JsonObject { ["Subnet ID"] = subnet.Id, ["Availability Zone"] = subnet.AvailabilityZone }.ToJsonString();

    /// <summary>A sentence of a cause: <c>At 2026-01-05T08:00:00Z …</c>.</summary>
    public static string At(DateTime time, string what) => $"At {time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {what}.";

    /// <summary>Sentences of a cause are two spaces apart.</summary>
    public static string Join(params IEnumerable<string> sentences) => string.Join("  ", sentences);

    public Struct Describe() => new()
    {
        ["ActivityId"] = Id,
        ["AutoScalingGroupName"] = Group.Name,
        ["AutoScalingGroupARN"] = Group.Arn,
        ["AutoScalingGroupState"] = Group.IsGone ? "Deleted" : null,
        ["Description"] = Description,
        ["Cause"] = Cause,
        ["StartTime"] = StartTime,
        ["EndTime"] = EndTime,
        ["StatusCode"] = StatusCode,
        ["StatusMessage"] = StatusMessage,
        ["Progress"] = (long)Progress,
        ["Details"] = Details,
    };

    private void End(DateTime now, string status)
    {
        StatusCode = status;
        Progress = 100;
        EndTime = now;
    }
}
