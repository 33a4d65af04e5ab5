using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>
/// Actions of a composite alarm held back by another alarm: while that is in ALARM, for a wait period before it gets there,
/// and for an extension period after it.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
/// </summary>
internal static class Suppression
{
    /// <summary>The composite alarm changed its state and wants to act.</summary>
    public static void Changed(Scope scope, AlarmBook book, CompositeAlarm alarm, AlarmChange change)
    {
        if (alarm.SuppressedBy is not null)
        {
            return;
        }

        if (book.Find(alarm.Suppressor!)?.State == AlarmState.Alarm)
        {
            Hold(alarm, "Alarm", $"Actions suppressed by {alarm.Suppressor}");
        }
        else if (alarm.SuppressorWaitSeconds > 0 && change.New == AlarmState.Alarm)
        {
            Hold(alarm, "WaitPeriod", $"Actions wait {alarm.SuppressorWaitSeconds} seconds for {alarm.Suppressor}");
            Later(scope, book, alarm, alarm.SuppressorWaitSeconds);
        }
        else
        {
            AlarmActions.Run(scope, book, alarm, change);
        }
    }

    /// <summary>The suppressor changed its state.</summary>
    public static void SuppressorChanged(Scope scope, AlarmBook book, CompositeAlarm alarm, AlarmState state)
    {
        if (state == AlarmState.Alarm && alarm.SuppressedBy is not null)
        {
            alarm.Timer?.Dispose();
            Hold(alarm, "Alarm", $"Actions suppressed by {alarm.Suppressor}");
        }
        else if (state != AlarmState.Alarm && alarm.SuppressedBy == "Alarm")
        {
            Hold(alarm, "ExtensionPeriod", $"Actions suppressed for {alarm.SuppressorExtensionSeconds} seconds after {alarm.Suppressor}");
            Later(scope, book, alarm, alarm.SuppressorExtensionSeconds);
        }
    }

    private static void Hold(CompositeAlarm alarm, string by, string reason) => (alarm.SuppressedBy, alarm.SuppressedReason) = (by, reason);

    private static void Later(Scope scope, AlarmBook book, CompositeAlarm alarm, int seconds)
    {
        alarm.Timer?.Dispose();
        alarm.Timer = scope.Clock.After(TimeSpan.FromSeconds(seconds), () =>
        {
            (alarm.SuppressedBy, alarm.SuppressedReason) = (null, null);
            AlarmActions.Run(scope, book, alarm, new AlarmChange(AlarmState.InsufficientData, alarm.State, alarm.StateReason, alarm.StateReasonData));
        });
    }
}
