namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>
/// States of an instance in a group.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
/// </summary>
internal static class Lifecycle
{
    public const string Pending = "Pending";
    public const string PendingWait = "Pending:Wait";
    public const string PendingProceed = "Pending:Proceed";
    public const string InService = "InService";
    public const string Terminating = "Terminating";
    public const string TerminatingWait = "Terminating:Wait";
    public const string TerminatingProceed = "Terminating:Proceed";
    public const string EnteringStandby = "EnteringStandby";
    public const string Standby = "Standby";
    public const string Detaching = "Detaching";
    public const string WarmedPending = "Warmed:Pending";
    public const string WarmedPendingWait = "Warmed:Pending:Wait";
    public const string WarmedPendingProceed = "Warmed:Pending:Proceed";
    public const string WarmedRunning = "Warmed:Running";
    public const string WarmedStopped = "Warmed:Stopped";
    public const string WarmedHibernated = "Warmed:Hibernated";
    public const string WarmedTerminating = "Warmed:Terminating";

    /// <summary>Launching or in service: what counts toward the desired capacity.</summary>
    public static bool Counts(string state) => state is InService || IsPending(state);

    public static bool IsPending(string state) => state is Pending or PendingWait or PendingProceed;

    public static bool IsTerminating(string state) => state is Terminating or TerminatingWait or TerminatingProceed;

    /// <summary>Waits in the warm pool, ready to start.</summary>
    public static bool IsWarmed(string state) => state is WarmedStopped or WarmedRunning or WarmedHibernated;

    public static bool IsWarm(string state) => state.StartsWith("Warmed:", StringComparison.Ordinal);
}
