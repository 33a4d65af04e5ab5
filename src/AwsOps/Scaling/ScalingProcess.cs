namespace AwsOps.Scaling;

/// <summary>
/// The processes of a group that can be suspended:
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
/// </summary>
internal static class ScalingProcess
{
    private static readonly string[] Names = ["Launch", "Terminate", "AddToLoadBalancer", "AlarmNotification", "AZRebalance", "HealthCheck", "InstanceRefresh", "ReplaceUnhealthy", "ScheduledActions"];

    /// <summary>The processes that names mean, spelt as AWS does.</summary>
    public static IEnumerable<string> Named(IReadOnlyCollection<string> names) => names.Contains("All", StringComparer.OrdinalIgnoreCase)
        ? Names
        : Names.Where(process => names.Contains(process, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// "AZRebalance … can launch new instances without terminating the old ones. This could cause your Auto Scaling group to grow up to 10 percent
    /// larger than its maximum size": https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html
    /// Without Launch it can't.
    /// </summary>
    public static bool GrowsPastMaximum(IEnumerable<string> suspended)
    {
        var all = suspended.ToHashSet(StringComparer.Ordinal);
        return all.Contains("Terminate") && !all.Contains("AZRebalance") && !all.Contains("Launch");
    }
}
