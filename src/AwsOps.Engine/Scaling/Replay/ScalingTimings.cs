namespace AwsOps.Engine.Scaling;

/// <summary>
/// How long things take. AWS documents none of these; the defaults are ranges of recorded public events, so results belong in bands
/// (<see cref="ReplayBands"/>). All in seconds.
/// </summary>
public sealed record ScalingTimings
{
    /// <summary>The defaults: observed ranges.</summary>
    public static ScalingTimings Observed { get; } = new();

    /// <summary>The medians alone: one run that does not depend on the seed.</summary>
    public static ScalingTimings Medians { get; } = new ScalingTimings().AtMedian();

    /// <summary>From the end of the last breaching period to the alarm's state. Observed: 34 to 98.</summary>
    public DurationRange AlarmLag { get; init; } = new(34, 60, 98);

    /// <summary>From the decision to the start of the activity. Observed: 1 to 37, median 13.</summary>
    public DurationRange ActivityStart { get; init; } = new(1, 13, 37);

    /// <summary>From the start of the activity to InService, bare. Observed: 31 to 64.</summary>
    public DurationRange Launch { get; init; } = new(31, 45, 64);

    /// <summary>From InService to the first request served: what the application needs to start. Yours to measure.</summary>
    public DurationRange Boot { get; init; } = DurationRange.Fixed(60);

    /// <summary>From the start of the activity to InService for a stopped or hibernated instance of the warm pool; one that runs is in service at once. A hypothesis.</summary>
    public DurationRange WarmPoolLaunch { get; init; } = new(15, 25, 40);

    /// <summary>From InService to the first request served, for an instance of the warm pool that was stopped; one that ran or hibernated serves at once.</summary>
    public DurationRange WarmPoolBoot { get; init; } = DurationRange.Fixed(10);

    /// <summary>From the request to stop (or hibernate) an instance of the warm pool to its being ready to start. A hypothesis.</summary>
    public DurationRange Stop { get; init; } = new(20, 32, 45);

    /// <summary>
    /// From leaving the load balancer to the end of the last request, for an instance that returns to the warm pool: the deregistration delay, 300 unless set; 0 without a
    /// load balancer. See https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#deregistration-delay.
    /// </summary>
    public DurationRange Drain { get; init; } = DurationRange.Fixed(300);

    /// <summary>From leaving the load balancer to being terminated. Observed with a load balancer: 304 to 310; without: 22 to 64.</summary>
    public DurationRange Terminate { get; init; } = new(304, 306, 310);

    /// <summary>The least time between two scale-ins by target tracking (TT5). Observed gaps: 59, 300, 960.</summary>
    public DurationRange ScaleInGap { get; init; } = new(59, 300, 960);

    /// <summary>How late a scheduled action runs. Documented: up to two minutes.</summary>
    public DurationRange ScheduleDelay { get; init; } = new(0, 15, 120);

    /// <summary>From an instance's failure to its being found unhealthy. A hypothesis.</summary>
    public DurationRange HealthDetection { get; init; } = new(10, 60, 120);

    /// <summary>The same timings without spread.</summary>
    public ScalingTimings AtMedian() => new()
    {
        AlarmLag = DurationRange.Fixed(AlarmLag.Median),
        ActivityStart = DurationRange.Fixed(ActivityStart.Median),
        Launch = DurationRange.Fixed(Launch.Median),
        Boot = DurationRange.Fixed(Boot.Median),
        WarmPoolLaunch = DurationRange.Fixed(WarmPoolLaunch.Median),
        WarmPoolBoot = DurationRange.Fixed(WarmPoolBoot.Median),
        Stop = DurationRange.Fixed(Stop.Median),
        Drain = DurationRange.Fixed(Drain.Median),
        Terminate = DurationRange.Fixed(Terminate.Median),
        ScaleInGap = DurationRange.Fixed(ScaleInGap.Median),
        ScheduleDelay = DurationRange.Fixed(ScheduleDelay.Median),
        HealthDetection = DurationRange.Fixed(HealthDetection.Median),
    };

    internal string? FindProblem() =>
        AlarmLag.FindProblem(nameof(AlarmLag)) ?? ActivityStart.FindProblem(nameof(ActivityStart)) ?? Launch.FindProblem(nameof(Launch))
        ?? Boot.FindProblem(nameof(Boot)) ?? WarmPoolLaunch.FindProblem(nameof(WarmPoolLaunch)) ?? WarmPoolBoot.FindProblem(nameof(WarmPoolBoot))
        ?? Stop.FindProblem(nameof(Stop)) ?? Drain.FindProblem(nameof(Drain)) ?? Terminate.FindProblem(nameof(Terminate)) ?? ScaleInGap.FindProblem(nameof(ScaleInGap)) ?? ScheduleDelay.FindProblem(nameof(ScheduleDelay))
        ?? HealthDetection.FindProblem(nameof(HealthDetection));
}
