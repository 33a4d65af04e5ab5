using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>
/// An alarm over the states of other alarms.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
/// </summary>
internal sealed class CompositeAlarm(string name, string arn) : Alarm(name, arn)
{
    public override string Type => "CompositeAlarm";

    public required AlarmRule Rule { get; set; }

    /// <summary>Name or ARN of the alarm that keeps this one from acting; null when there is none.</summary>
    public string? Suppressor { get; set; }

    public int SuppressorWaitSeconds { get; set; }

    public int SuppressorExtensionSeconds { get; set; }

    /// <summary><c>Alarm</c>, <c>WaitPeriod</c> or <c>ExtensionPeriod</c> while actions are held back.</summary>
    public string? SuppressedBy { get; set; }

    public string? SuppressedReason { get; set; }

    /// <summary>The pending end of a wait or extension period.</summary>
    public IDisposable? Timer { get; set; }

    public override Struct Describe()
    {
        var alarm = DescribeCommon();
        alarm["AlarmRule"] = Rule.Text;
        alarm["ActionsSuppressor"] = Suppressor;
        alarm["ActionsSuppressorWaitPeriod"] = Suppressor is null ? null : (long)SuppressorWaitSeconds;
        alarm["ActionsSuppressorExtensionPeriod"] = Suppressor is null ? null : (long)SuppressorExtensionSeconds;
        alarm["ActionsSuppressedBy"] = SuppressedBy;
        alarm["ActionsSuppressedReason"] = SuppressedReason;
        return alarm;
    }
}
