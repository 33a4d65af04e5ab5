namespace AwsOps.Engine.Scaling;

/// <summary>Where a warm-up comes from.</summary>
public enum WarmupSource
{
    /// <summary>The policy's EstimatedInstanceWarmup.</summary>
    Policy,

    /// <summary>The group's DefaultInstanceWarmup.</summary>
    DefaultInstanceWarmup,

    /// <summary>The group's DefaultCooldown.</summary>
    DefaultCooldown,
}

/// <summary>
/// Which warm-up applies (TT7). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/consolidated-view-of-warm-up-and-cooldown-settings.html.
/// </summary>
public static class InstanceWarmup
{
    /// <summary>
    /// The warm-up, in seconds, of instances that a step or target tracking policy launches: the policy's, else the group's
    /// default instance warmup (−1 takes it away; not being set is not 0), else the default cooldown.
    /// </summary>
    public static (int Seconds, WarmupSource Source) Choose(int? policySeconds, int? defaultInstanceWarmup, int? defaultCooldown) =>
        policySeconds is { } own ? (own, WarmupSource.Policy)
        : defaultInstanceWarmup is { } group and >= 0 ? (group, WarmupSource.DefaultInstanceWarmup)
        : (defaultCooldown ?? SimpleScaling.DefaultCooldownSeconds, WarmupSource.DefaultCooldown);

    /// <summary>
    /// The warm-up, in seconds, of an instance by what launched it. A target tracking or step policy's "applies to instances launched due
    /// to" that policy; whatever else launches (a simple policy, a schedule, a user, a replacement) has the group's default instance
    /// warmup, and none when that is not set. See EstimatedInstanceWarmup in
    /// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html.
    /// </summary>
    /// <param name="byPolicy">Whether a target tracking or step policy launched it.</param>
    /// <param name="policySeconds">That policy's EstimatedInstanceWarmup, if it has one.</param>
    /// <param name="defaultInstanceWarmup">The group's DefaultInstanceWarmup; null or −1 when it is not set.</param>
    /// <param name="defaultCooldown">The group's DefaultCooldown.</param>
    public static int OfLaunch(bool byPolicy, int? policySeconds, int? defaultInstanceWarmup, int? defaultCooldown) =>
        byPolicy ? Choose(policySeconds, defaultInstanceWarmup, defaultCooldown).Seconds : Math.Max(0, defaultInstanceWarmup ?? 0);

    /// <summary>
    /// Whether an instance still warms up. The warm-up begins when it enters service, after its lifecycle hooks.
    /// </summary>
    public static bool IsWarming(DateTime inService, int warmupSeconds, DateTime now) => now < inService.AddSeconds(warmupSeconds);
}
