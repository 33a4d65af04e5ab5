namespace AwsOps.Engine.Scaling;

/// <summary>
/// The rules that an outcome rests on. A set, so that a decision can carry its rules without allocating;
/// <see cref="ScalingRuleCatalog"/> says what each one is and where it comes from.
/// </summary>
[Flags]
public enum ScalingRules : ulong
{
    /// <summary>No rule.</summary>
    None = 0,

    /// <summary>How often an alarm is evaluated; M of N.</summary>
    CW1 = 1UL << 0,

    /// <summary>Missing data, the evaluation range, and the premature alarm.</summary>
    CW2 = 1UL << 1,

    /// <summary>Percentiles over few samples.</summary>
    CW3 = 1UL << 2,

    /// <summary>The two alarms of a target tracking policy.</summary>
    TT1 = 1UL << 3,

    /// <summary>The low threshold of a target tracking policy.</summary>
    TT2 = 1UL << 4,

    /// <summary>Capacity is proportional to metric over target.</summary>
    TT3 = 1UL << 5,

    /// <summary>An alarm with scaling actions fires every minute while in ALARM.</summary>
    TT4 = 1UL << 6,

    /// <summary>Scale-in is paced.</summary>
    TT5 = 1UL << 7,

    /// <summary>Warming instances.</summary>
    TT6 = 1UL << 8,

    /// <summary>Which warm-up applies.</summary>
    TT7 = 1UL << 9,

    /// <summary>Several policies at once.</summary>
    TT8 = 1UL << 10,

    /// <summary>No data, no scaling.</summary>
    TT9 = 1UL << 11,

    /// <summary>CPU saturates at 100 percent.</summary>
    TT10 = 1UL << 12,

    /// <summary>Basic monitoring is five minutes.</summary>
    TT11 = 1UL << 13,

    /// <summary>Step bounds.</summary>
    ST1 = 1UL << 14,

    /// <summary>Rounding of percentages, and the minimum adjustment.</summary>
    ST2 = 1UL << 15,

    /// <summary>Steps during warm-up.</summary>
    ST3 = 1UL << 16,

    /// <summary>Terminating instances count; no scale-in during a scale-out.</summary>
    ST4 = 1UL << 17,

    /// <summary>Simple scaling waits for activity and cooldown.</summary>
    SI1 = 1UL << 18,

    /// <summary>Schedules.</summary>
    SC1 = 1UL << 19,

    /// <summary>Predictive scaling.</summary>
    PR1 = 1UL << 20,

    /// <summary>On-Demand and Spot shares.</summary>
    MI1 = 1UL << 21,

    /// <summary>Instance weights.</summary>
    MI2 = 1UL << 22,

    /// <summary>Zone rebalancing.</summary>
    AZ1 = 1UL << 23,

    /// <summary>Replacement of unhealthy instances.</summary>
    HC1 = 1UL << 24,

    /// <summary>Choice of the instance to terminate.</summary>
    TE1 = 1UL << 25,

    /// <summary>Lifecycle hooks.</summary>
    LH1 = 1UL << 26,

    /// <summary>Warm pools.</summary>
    WP1 = 1UL << 27,

    /// <summary>Instance refresh.</summary>
    IR1 = 1UL << 28,

    /// <summary>Minimum and maximum size bound every change.</summary>
    LIMITS = 1UL << 29,

    /// <summary>A suspended process does nothing.</summary>
    SUSPENDED = 1UL << 30,

    /// <summary>Instances that leave a warm pool and return to it.</summary>
    WP2 = 1UL << 31,

    /// <summary>Capacity Rebalancing.</summary>
    CR1 = 1UL << 32,
}

/// <summary>How firmly a rule is known.</summary>
public enum RuleBasis
{
    /// <summary>AWS documents it.</summary>
    Documented,

    /// <summary>Seen in recorded events; a parameter here.</summary>
    Observed,

    /// <summary>Assumed; a parameter here.</summary>
    Hypothesis,
}

/// <summary>One rule: what it says and where it comes from.</summary>
/// <param name="Id">The rule's short name, as in <see cref="ScalingRules"/>.</param>
/// <param name="Basis">How firmly it is known.</param>
/// <param name="Summary">The rule in one sentence.</param>
/// <param name="Source">The AWS page it comes from.</param>
public sealed record ScalingRule(string Id, RuleBasis Basis, string Summary, string Source);

/// <summary>Every rule of the engine with its source.</summary>
public static class ScalingRuleCatalog
{
    private const string UserGuide = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/";
    private const string Alarms = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html";

    private static readonly Dictionary<ScalingRules, ScalingRule> Rules = new()
    {
        [ScalingRules.CW1] = Rule("CW1", "An alarm is evaluated every minute (every 10 seconds for periods below a minute) and goes off when M of the last N datapoints breach.", Alarms),
        [ScalingRules.CW2] = Rule("CW2", "Missing data: more periods than N are read, and the treatment fills in only what real datapoints do not cover.", Alarms + "#alarms-and-missing-data"),
        [ScalingRules.CW3] = Rule("CW3", "A percentile over too few samples can be left out of the evaluation.", Alarms + "#percentiles-with-low-samples"),
        [ScalingRules.TT1] = Rule("TT1", "A target tracking policy makes a high alarm of 3 and a low alarm of 15 one-minute datapoints.", UserGuide + "as-scaling-target-tracking.html", RuleBasis.Observed),
        [ScalingRules.TT2] = Rule("TT2", "The low alarm's threshold lies usually more than 10 percent below the target, lower for small groups.", UserGuide + "as-scaling-target-tracking.html", RuleBasis.Observed),
        [ScalingRules.TT3] = Rule("TT3", "Capacity follows metric over target, rounded so that there is rather too much than too little.", UserGuide + "as-scaling-target-tracking.html"),
        [ScalingRules.TT4] = Rule("TT4", "An alarm with scaling actions repeats them every period while it stays in ALARM.", Alarms),
        [ScalingRules.TT5] = Rule("TT5", "Scale-in by target tracking is gradual; its pace is not documented.", UserGuide + "as-scaling-target-tracking.html", RuleBasis.Observed),
        [ScalingRules.TT6] = Rule("TT6", "Warming instances are outside the metric; a scale-out adds only what exceeds them, and scale-in waits for them.", UserGuide + "as-scaling-target-tracking.html#as-target-tracking-scaling-warmup"),
        [ScalingRules.TT7] = Rule("TT7", "The warm-up is the policy's, else the group's default instance warmup, else the default cooldown.", UserGuide + "consolidated-view-of-warm-up-and-cooldown-settings.html"),
        [ScalingRules.TT8] = Rule("TT8", "Several policies: out when any says so, in only when all target tracking policies are ready; the largest capacity wins.", UserGuide + "as-scale-based-on-demand.html#multiple-scaling-policy-resolution"),
        [ScalingRules.TT9] = Rule("TT9", "With insufficient data a target tracking policy does not scale.", UserGuide + "as-scaling-target-tracking.html"),
        [ScalingRules.TT10] = Rule("TT10", "A saturated metric hides how much is missing: at 100 percent CPU and target 50, capacity at most doubles.", UserGuide + "as-scaling-target-tracking.html", RuleBasis.Hypothesis),
        [ScalingRules.TT11] = Rule("TT11", "Basic monitoring publishes EC2 metrics every five minutes.", UserGuide + "enable-as-instance-metrics.html"),
        [ScalingRules.ST1] = Rule("ST1", "The step is the one whose bounds, relative to the threshold, hold the metric.", UserGuide + "as-scaling-simple-step.html#as-scaling-steps"),
        [ScalingRules.ST2] = Rule("ST2", "Percentages round toward zero, but never below one instance or the minimum adjustment.", UserGuide + "as-scaling-simple-step.html#as-scaling-adjustment"),
        [ScalingRules.ST3] = Rule("ST3", "While instances warm up, a breach of the same step adds nothing and one of a higher step adds the difference.", UserGuide + "as-scaling-simple-step.html#as-step-scaling-warmup"),
        [ScalingRules.ST4] = Rule("ST4", "Terminating instances count as current when scaling in, and no scale-in starts during a scale-out.", UserGuide + "as-scaling-simple-step.html#as-step-scaling-warmup"),
        [ScalingRules.SI1] = Rule("SI1", "Simple scaling waits for the activity in progress and then for the cooldown.", UserGuide + "Cooldown.html"),
        [ScalingRules.SC1] = Rule("SC1", "A scheduled action sets minimum, maximum or desired capacity at its time.", UserGuide + "schedule_time.html"),
        [ScalingRules.PR1] = Rule("PR1", "Predictive scaling raises capacity to an hourly forecast and never lowers it.", UserGuide + "ec2-auto-scaling-predictive-scaling.html"),
        [ScalingRules.MI1] = Rule("MI1", "On-Demand is the base plus its percentage of the rest, rounded up; the rest is Spot.", UserGuide + "asg-purchase-options.html#asg-instances-distribution"),
        [ScalingRules.MI2] = Rule("MI2", "With weights, capacity may exceed what is desired by less than the largest weight.", UserGuide + "asg-instance-weighting.html"),
        [ScalingRules.AZ1] = Rule("AZ1", "Rebalancing launches before it terminates and may exceed the maximum by 10 percent or one instance.", UserGuide + "auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage"),
        [ScalingRules.HC1] = Rule("HC1", "An instance that is not running is replaced, even in its grace period.", UserGuide + "healthcheck.html"),
        [ScalingRules.TE1] = Rule("TE1", "The instance to terminate comes from the zone with most instances, then by termination policy.", UserGuide + "as-instance-termination.html"),
        [ScalingRules.LH1] = Rule("LH1", "A lifecycle hook holds an instance until it is completed or its heartbeat ends.", UserGuide + "lifecycle-hooks.html"),
        [ScalingRules.WP1] = Rule("WP1", "A warm pool holds the prepared (or maximum) capacity less the desired capacity.", UserGuide + "ec2-auto-scaling-warm-pools.html"),
        [ScalingRules.WP2] = Rule("WP2", "A scale-out starts the warm pool's instances before it launches others; with an instance reuse policy a scale-in returns instances to the pool.", UserGuide + "ec2-auto-scaling-warm-pools.html#warm-pool-core-concepts"),
        [ScalingRules.CR1] = Rule("CR1", "With Capacity Rebalancing a Spot Instance that is recommended to be rebalanced is replaced first and terminated once its replacement is in service.", UserGuide + "ec2-auto-scaling-capacity-rebalancing.html"),
        [ScalingRules.IR1] = Rule("IR1", "An instance refresh replaces as many at once as the minimum healthy percentage allows, at least one.", UserGuide + "asg-instance-refresh.html"),
        [ScalingRules.LIMITS] = Rule("LIMITS", "A policy never takes the group outside its minimum and maximum size.", UserGuide + "as-scale-based-on-demand.html#as-how-scaling-policies-work"),
        [ScalingRules.SUSPENDED] = Rule("SUSPENDED", "A suspended process does nothing until it is resumed.", UserGuide + "as-suspend-resume-processes.html"),
    };

    /// <summary>The rules in <paramref name="rules"/>, in the order of the enumeration.</summary>
    public static IReadOnlyList<ScalingRule> Explain(ScalingRules rules) =>
        [.. Rules.Where(r => rules.HasFlag(r.Key)).OrderBy(r => r.Key).Select(r => r.Value)];

    /// <summary>Every rule.</summary>
    public static IReadOnlyCollection<ScalingRule> All => Rules.Values;

    private static ScalingRule Rule(string id, string summary, string source, RuleBasis basis = RuleBasis.Documented) =>
        new(id, basis, summary, source);
}
