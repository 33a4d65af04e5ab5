using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>What cmdlets that replay a load share: where the group comes from, where the load comes from, and what load does to instances.</summary>
public abstract class RehearsalCmdlet : AwsCmdlet
{
    private readonly List<LoadPoint> _points = [];
    private readonly Dictionary<string, GroupDescription> _described = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupPrices> _prices = new(StringComparer.Ordinal);
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private bool _isFailed;

    private protected RehearsalCmdlet()
    {
    }

    /// <summary>Group of the account. Without it: -Path, or -MinSize and -MaxSize with policies.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ScalingGroupName { get; set; }

    /// <summary>Saved JSON of the AWS CLI instead of an account: answers of describe-auto-scaling-groups, describe-policies, describe-scheduled-actions and cloudwatch describe-alarms.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Scaling groups, or points of a load with Timestamp and Value, such as Get-Metric's.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Fewest instances. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int? MinSize { get; set; }

    /// <summary>Most instances. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int? MaxSize { get; set; }

    /// <summary>Instances at the start. Without it what the first minute of the load needs.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int? DesiredCapacity { get; set; }

    /// <summary>Average CPU to keep, in percent. Any of -TargetCpu, -TargetRequestsPerInstance and -Step takes the place of all policies that the group has.</summary>
    [Parameter]
    [ValidateRange(1.0, 100.0)]
    public double? TargetCpu { get; set; }

    /// <summary>Requests per instance and minute to keep.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e9)]
    public double? TargetRequestsPerInstance { get; set; }

    /// <summary>Target tracking only adds instances.</summary>
    [Parameter]
    public SwitchParameter DisableScaleIn { get; set; }

    /// <summary>Adds predictive scaling at the target of the first target tracking policy, on the CPU or on requests per instance. It learns from the load as it is replayed, and for a group of the account from its metrics of the two weeks before; it needs a day of either.</summary>
    [Parameter]
    public SwitchParameter Predictive { get; set; }

    /// <summary>Seconds before the hour at which -Predictive launches its instances. Without it 300.</summary>
    [Parameter]
    [ValidateRange(0, 3599)]
    public int? PreLaunchSeconds { get; set; }

    /// <summary>Lets -Predictive raise the maximum to its forecast and so many percent more. Without it the maximum holds.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int? MaxCapacityBuffer { get; set; }

    /// <summary>Steps of a step policy on the CPU, as hashtables with Lower, Upper (relative to -StepThreshold) and Adjustment.</summary>
    [Parameter]
    [Alias("StepAdjustment")]
    [ValidateCount(1, 20)]
    public Hashtable[] Step { get; set; } = [];

    /// <summary>CPU in percent above which the step policy is called.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double StepThreshold { get; set; } = 80;

    /// <summary>Minutes that the CPU must be above -StepThreshold.</summary>
    [Parameter]
    [ValidateRange(1, 1440)]
    public int StepMinutes { get; set; } = 1;

    /// <summary>What the adjustments of -Step mean.</summary>
    [Parameter]
    [ValidateSet("ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity")]
    public string AdjustmentType { get; set; } = "ChangeInCapacity";

    /// <summary>Seconds until a new instance's metrics count, for the policies given here.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int? WarmupSeconds { get; set; }

    /// <summary>The group's default warm-up in seconds, -1 for none. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateRange(-1, 86_400)]
    public int? DefaultWarmup { get; set; }

    /// <summary>The group's default cooldown in seconds. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int? DefaultCooldown { get; set; }

    /// <summary>Scheduled actions instead of those that the group has: hashtables with Recurrence (cron) or At, TimeZone, MinSize, MaxSize, DesiredCapacity.</summary>
    [Parameter]
    [ValidateCount(1, 1000)]
    public Hashtable[] Schedule { get; set; } = [];

    /// <summary>The group has a warm pool that holds its maximum less its desired capacity; full and ready at the start.</summary>
    [Parameter]
    public SwitchParameter WarmPool { get; set; }

    /// <summary>State in which the warm pool's instances wait. Running ones are in service at once and are paid for; hibernated ones need not start their application again. For a group that has a pool: instead of what it has.</summary>
    [Parameter]
    [ValidateSet("Stopped", "Running", "Hibernated")]
    public string? WarmPoolState { get; set; }

    /// <summary>Whether a scale-in returns instances to the warm pool rather than terminating them. For a group that has a pool: instead of what it has.</summary>
    [Parameter]
    public bool? ReuseOnScaleIn { get; set; }

    /// <summary>Capacity Rebalancing: whether Spot Instances are replaced when EC2 recommends it, before they are interrupted. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    public bool? CapacityRebalance { get; set; }

    /// <summary>Availability Zones of a group given by -MinSize and -MaxSize.</summary>
    [Parameter]
    [ValidateRange(1, 20)]
    public int? Zones { get; set; }

    /// <summary>Capacity units that an instance counts, in a group of one instance type. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateRange(1, 999)]
    public int? Weight { get; set; }

    /// <summary>Instance types, the preferred first, instead of those that the group has: hashtables with InstanceType, and where they differ Weight, Capacity (requests per second at 100 % CPU), PricePerHour, SpotPricePerHour, SpotDepth (spare Spot capacity against the others). What is left out follows from the first, in proportion to the weight.</summary>
    [Parameter]
    [ValidateCount(1, 40)]
    public Hashtable[] Override { get; set; } = [];

    /// <summary>Which of several instance types is launched on-demand. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateSet("prioritized", "lowest-price")]
    public string? OnDemandAllocationStrategy { get; set; }

    /// <summary>Which of several instance types is launched as Spot. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateSet("price-capacity-optimized", "capacity-optimized", "capacity-optimized-prioritized", "lowest-price")]
    public string? SpotAllocationStrategy { get; set; }

    /// <summary>How requests are spread over instance types of different capacity: Even, as a load balancer's round robin does, or ByCapacity, what least outstanding requests comes to.</summary>
    [Parameter]
    [ValidateSet("Even", "ByCapacity")]
    public string LoadSpread { get; set; } = "Even";

    /// <summary>Units of on-demand before any Spot. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int? OnDemandBase { get; set; }

    /// <summary>Percentage of on-demand above the base; the rest is Spot. For a group of an account or of -Path: instead of what it has.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int? OnDemandPercentage { get; set; }

    /// <summary>What goes wrong: hashtables with Minute, and Instances that fail or the Zone (from 0) that does, for so many Minutes. With Kind SpotInterruption so many Spot Instances are taken back two minutes later (with LeadMinutes EC2 recommends to rebalance them so long before); with Kind NoCapacity nothing can be launched for so many Minutes; both of an InstanceType or Zone only, where given, and the latter of Spot ($true) or on-demand ($false) only.</summary>
    [Parameter]
    [ValidateCount(1, 1000)]
    public Hashtable[] Incident { get; set; } = [];

    /// <summary>Requests per second that take one instance to 100 % CPU: measure it. Everything else follows from it.</summary>
    [Parameter]
    [ValidateRange(0.000001, 1e9)]
    public double? CapacityPerInstance { get; set; }

    /// <summary>CPU of an instance without requests, in percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 99.0)]
    public double IdleCpuPercent { get; set; }

    /// <summary>Share of an instance's capacity above which users notice: a breach.</summary>
    [Parameter]
    [ValidateRange(0.01, 1.0)]
    public double LimitUtilization { get; set; } = 0.9;

    /// <summary>Load that can't be served waits in a queue rather than being lost.</summary>
    [Parameter]
    public SwitchParameter Queued { get; set; }

    /// <summary>EC2 metrics come every five minutes: instances without detailed monitoring.</summary>
    [Parameter]
    public SwitchParameter BasicMonitoring { get; set; }

    /// <summary>Seconds from an instance's InService to its first answer: measure it. 60 without it.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int? BootSeconds { get; set; }

    /// <summary>Lags and thresholds found by Test-ScalingPolicy -Compare, in place of what was observed elsewhere.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScalingFit? Fit { get; set; }

    /// <summary>Trace of the load: a file with a time and a value in each row, separated by commas, semicolons or tabs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TracePath { get; set; }

    /// <summary>What the values of a trace count: requests per second, per minute, or in the row's interval. Without it: per second for a file, and for sums from the pipeline in the interval.</summary>
    [Parameter]
    [ValidateSet("PerSecond", "PerMinute", "PerInterval")]
    public string? Unit { get; set; }

    /// <summary>What stands for minutes that a trace leaves out: a straight line, the value before, zero, or nothing (an error).</summary>
    [Parameter]
    [ValidateSet("Interpolate", "Hold", "Zero", "Fail")]
    public string Gap { get; set; } = "Interpolate";

    /// <summary>Longest gap in minutes that is filled; a longer one is an error.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int MaxGapMinutes { get; set; } = 1440;

    /// <summary>Header of the trace's times. Without it found by its name, else the first column.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TimeColumn { get; set; }

    /// <summary>Header of the trace's values. Without it found by its name, else the second column.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ValueColumn { get; set; }

    /// <summary>A surge instead of a trace: its peak in requests per second.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e12)]
    public double? Peak { get; set; }

    /// <summary>The surge's steady load before and after, in requests per second.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e12)]
    public double Baseline { get; set; }

    /// <summary>Minutes of the steady load before the surge.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int SteadyMinutes { get; set; } = 30;

    /// <summary>Minutes from the steady load to the peak.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int RampMinutes { get; set; } = 10;

    /// <summary>Minutes at the peak.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int HoldMinutes { get; set; } = 30;

    /// <summary>Minutes in which what is above the steady load halves, after the peak.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int DecayMinutes { get; set; } = 10;

    /// <summary>Minutes of the surge in all. Without it until its end has decayed, and an hour.</summary>
    [Parameter]
    [ValidateRange(1, 10_000_000)]
    public int? TotalMinutes { get; set; }

    /// <summary>Start of a surge; schedules depend on it. A time without a zone is UTC. Without it the present hour.</summary>
    [Parameter]
    public DateTime? StartTime { get; set; }

    /// <summary>Price of an instance per hour, in any currency. Without it the price of a group of the account is looked up, as Get-InstancePrice does; for others the cost is in instance-hours.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double? PricePerHour { get; set; }

    /// <summary>Price of a Spot Instance per hour. Without it looked up for a group of the account, else that of an On-Demand Instance.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double? SpotPricePerHour { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <summary>A group given by files or sizes needs no account.</summary>
    private protected override bool IsOffline => Path.Length > 0 || ScalingGroupName is null;

    /// <summary>The groups of the account that were named or came down the pipeline, in order.</summary>
    private protected IReadOnlyCollection<GroupDescription> Described => _described.Values;

    private protected override Task ProcessOfflineAsync()
    {
        TakePoint();
        return Task.CompletedTask;
    }

    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        TakePoint();
        if (!_described.ContainsKey(ScalingGroupName!))
        {
            _isFailed = true;
            var types = InstanceMix.Read(Override, null);
            _described.Add(ScalingGroupName!, await GroupDescription.ReadAsync(aws, ScalingGroupName!, StopToken));
            _isFailed = false;
            if (NeedsPrices && PricePerHour is null)
            {
                await LookUpPricesAsync(aws, _described[ScalingGroupName!].Group, [.. types.Select(static type => type.InstanceType)]);
            }
        }
    }

    /// <summary>Whether the work tells a cost.</summary>
    private protected virtual bool NeedsPrices => true;

    /// <summary>The rehearsal goes on without prices: nobody should need more rights for it than before.</summary>
    private async Task LookUpPricesAsync(AwsConnection aws, Amazon.AutoScaling.Model.AutoScalingGroup group, IReadOnlyList<string> types)
    {
        try
        {
            var hasSpot = SpotPricePerHour is null && (OnDemandPercentage ?? group.MixedInstancesPolicy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity ?? 100) < 100;
            _prices.Add(group.AutoScalingGroupName, await GroupPrices.ReadAsync(aws, group, hasSpot, types, StopToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException && Changes.Translate(exception) is { } failure)
        {
            if (_warned.Add(failure.ErrorId))
            {
                Changes.Warning($"Prices could not be looked up, so there is no cost: {failure.Message} {failure.RecommendedAction} -PricePerHour gives a price.");
            }
        }
    }

    /// <summary>The plan, its predictive scaling knowing what the group of the account went through before the load begins.</summary>
    private protected async Task<ReplayPlan> WithHistoryAsync(ReplayPlan plan, LoadSource load)
    {
        if (!_described.TryGetValue(plan.Name, out var described) || plan.Settings.Policies.OfType<PredictivePolicy>().FirstOrDefault(static policy => policy.IsEnabled) is not { } predictive)
        {
            return plan;
        }

        try
        {
            var history = await LoadHistory.ReadAsync(Aws, described, predictive, plan.Settings.Load, load.Start, StopToken);
            return plan with
            {
                Settings = plan.Settings with { Policies = [.. plan.Settings.Policies.Select(policy => policy == predictive ? predictive with { History = history } : policy)] },
                Assumptions = [.. plan.Assumptions, $"Policy '{predictive.Name}' knows {history.Count} hours of load from the group's metrics before the replay; hours still to come are taken to be as a week, else a day, before."],
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException && Changes.Translate(exception) is { } failure)
        {
            Changes.Warning($"The load before the replay could not be read, so policy '{predictive.Name}' learns from the replay alone: {failure.Message} {failure.RecommendedAction}");
            return plan;
        }
    }

    /// <summary>After the last record; a pipeline that brought nothing but errors has had its say.</summary>
    private protected sealed override Task EndAsync() => _isFailed && _described.Count == 0 && _points.Count == 0 ? Task.CompletedTask : RunAsync();

    /// <summary>The work, once group and load are known.</summary>
    private protected abstract Task RunAsync();

    /// <summary>The plans of the groups: of the account, of files, or of the parameters alone.</summary>
    private protected IReadOnlyList<ReplayPlan> Plans(double? defaultCapacity = null)
    {
        var load = InstanceModel(defaultCapacity);
        IReadOnlyList<GroupDescription> described = Path.Length > 0 ? [GroupDescription.FromFiles(Files(), ScalingGroupName)] : [.. _described.Values];
        if (described.Count > 0)
        {
            return [.. described.Select(group => Change(ReplayPlan.Of(group, load)))];
        }

        if (MinSize is not { } min || MaxSize is not { } max)
        {
            throw new AwsOpsException("NoGroup", ErrorCategory.InvalidArgument, "There is no group to replay.", "Name one with -ScalingGroupName, give its saved JSON with -Path, or give -MinSize and -MaxSize with -TargetCpu, -TargetRequestsPerInstance or -Step.");
        }

        var settings = new ReplaySettings { MinSize = min, MaxSize = max, Load = load, Zones = Zones ?? 1, Timings = ReplayPlan.Timings(hasLoadBalancer: true) };
        return [Change(new ReplayPlan(ScalingGroupName ?? "(parameters)", settings, ["The group is behind a load balancer: terminating takes about 306 s."]))];
    }

    /// <summary>The load to replay.</summary>
    private protected LoadSource Load(DateTime now)
    {
        var given = new[] { TracePath is null ? null : "-TracePath", Peak is null ? null : "-Peak", _points.Count == 0 ? null : "the pipeline" }.OfType<string>().ToList();
        if (given.Count != 1)
        {
            throw new AwsOpsException("NoLoad", ErrorCategory.InvalidArgument, given.Count == 0 ? "There is no load to replay." : $"There are several loads: {string.Join(" and ", given)}.", "Give one: a file with -TracePath, a surge with -Baseline and -Peak, or points from the pipeline, e.g. Get-Metric's.");
        }

        if (Peak is { } peak)
        {
            var total = TotalMinutes ?? SteadyMinutes + RampMinutes + HoldMinutes + (8 * DecayMinutes) + 60;
            var start = StartTime is { } time ? Utc(time) : Hour(now);
            return LoadSource.Values(start, LoadShapes.Surge(Baseline, peak, SteadyMinutes, RampMinutes, HoldMinutes, DecayMinutes, total));
        }

        var options = new TraceOptions
        {
            Unit = Enum.Parse<TraceUnit>(Unit ?? (_points.Exists(static point => point.IsSum) ? nameof(TraceUnit.PerInterval) : nameof(TraceUnit.PerSecond))),
            Gap = Enum.Parse<TraceGap>(Gap),
            MaxGapMinutes = MaxGapMinutes,
            TimeColumn = TimeColumn,
            ValueColumn = ValueColumn,
        };
        return TracePath is not null ? LoadSource.File(GetUnresolvedProviderPathFromPSPath(TracePath), options) : LoadSource.Points(_points, options);
    }

    /// <summary>The hour that a time is in, UTC.</summary>
    internal static DateTime Hour(DateTime utc) => new(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, DateTimeKind.Utc);

    /// <summary>A time as UTC; one without a zone is UTC.</summary>
    internal static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);

    /// <summary>A group that fits the first minute of its load, unless -DesiredCapacity says otherwise.</summary>
    private protected ReplaySettings AtLoad(ReplaySettings settings, double load)
    {
        var (utilization, unit) = (Math.Min(settings.Load.LimitUtilization, Target(settings)), settings.UnitsPerInstance);
        var needed = Math.Ceiling((load / (settings.Load.CapacityPerInstance * utilization) * unit) - 1e-9);
        var desired = DesiredCapacity ?? (int)Math.Clamp(needed, settings.MinSize, settings.MaxSize);
        return Checked(settings with { DesiredCapacity = desired });
    }

    /// <summary>A peak far beyond the group is more often a wrong unit than a sale.</summary>
    private protected static void NotePeak(double[]? minutes, ReplaySettings settings, ICollection<string> assumptions)
    {
        var most = (double)settings.MaxSize / settings.UnitsPerInstance;
        if (minutes?.Max() / settings.Load.CapacityPerInstance is { } needed && needed > 3 * Math.Max(1, most))
        {
            assumptions.Add(string.Create(CultureInfo.InvariantCulture, $"The load's peak of {minutes!.Max():0.##} requests per second asks for {needed:0} instances at 100 %, and the group has at most {most:0}: -Unit or -CapacityPerInstance may be wrong."));
        }
    }

    private static double Target(ReplaySettings settings) => settings.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault(static policy => policy.IsEnabled) switch
    {
        { Metric: ScalingMetric.CpuUtilization } policy => Math.Max(0.01, (policy.TargetValue - settings.Load.IdleCpuPercent) / (100 - settings.Load.IdleCpuPercent)),
        { Metric: ScalingMetric.RequestCountPerTarget } policy => policy.TargetValue / 60 / settings.Load.CapacityPerInstance,
        _ => settings.Load.LimitUtilization,
    };

    private static ReplaySettings Checked(ReplaySettings settings) => settings.FindProblem() is { } problem
        ? throw new AwsOpsException("InvalidSettings", ErrorCategory.InvalidArgument, problem, "Correct the parameter, or the group that it comes from.")
        : settings;

    private void TakePoint()
    {
        if (InputObject is { } item && LoadPoint.TryRead(item, out var point))
        {
            _points.Add(point);
        }
        else if (InputObject is not null && ScalingGroupName is null)
        {
            _isFailed = true;
            throw AwsOpsException.BadArgument(nameof(InputObject), InputObject.BaseObject.GetType().Name, "it is neither a scaling group nor a point of a load;", "points have Timestamp and Value.");
        }
    }

    private IEnumerable<string> Files() => Path.SelectMany(path => GetResolvedProviderPathFromPSPath(path, out _))
        .SelectMany(static path => Directory.Exists(path) ? Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal) : (IEnumerable<string>)[path]);

    private LoadModel InstanceModel(double? defaultCapacity) => new()
    {
        CapacityPerInstance = CapacityPerInstance ?? InstanceMix.Read(Override, null).FirstOrDefault()?.Capacity ?? defaultCapacity
            ?? throw new AwsOpsException("NoCapacity", ErrorCategory.InvalidArgument, "How much one instance serves is not known.", "Give -CapacityPerInstance, the requests per second that take one instance to 100 % CPU; a load test or a busy hour tells it."),
        IdleCpuPercent = IdleCpuPercent,
        LimitUtilization = LimitUtilization,
        IsQueued = Queued,
        IsBasicMonitoring = BasicMonitoring,
        Spread = Enum.Parse<LoadSpread>(LoadSpread),
    };

    private ReplayPlan Change(ReplayPlan plan)
    {
        var settings = plan.Settings;
        var policies = GivenPolicies();
        var timings = Fit?.Apply(settings.Timings) ?? settings.Timings;
        if (policies.Count == 0 && settings.Policies.Count == 0 && _described.Count + Path.Length == 0)
        {
            plan = plan with { Assumptions = [.. plan.Assumptions, "No policy is given: the group stays as it is, but for schedules."] };
        }

        policies = WithPrediction(policies.Count > 0 ? policies : [.. settings.Policies]);
        if (Predictive)
        {
            plan = plan with { Assumptions = [.. plan.Assumptions, ReplayPlan.OwnForecast(policies[^1].Name)] };
        }

        var found = _prices.GetValueOrDefault(plan.Name);
        if (found is not null)
        {
            plan = plan with { Prices = found.Used, Assumptions = [.. plan.Assumptions, .. found.Notes] };
        }

        return plan with
        {
            IsCostKnown = PricePerHour is not null || found is not null || !NeedsPrices || !_described.ContainsKey(plan.Name),
            Settings = Checked(settings with
            {
                MinSize = MinSize ?? settings.MinSize,
                MaxSize = MaxSize ?? settings.MaxSize,
                DefaultInstanceWarmup = DefaultWarmup ?? settings.DefaultInstanceWarmup,
                DefaultCooldown = DefaultCooldown ?? settings.DefaultCooldown,
                Policies = Fitted(policies),
                Schedules = Schedule.Length > 0 ? [.. Schedule.Select(Action)] : settings.Schedules,
                WarmPool = Pool(settings.WarmPool),
                CapacityRebalance = CapacityRebalance ?? settings.CapacityRebalance,
                Zones = Zones ?? settings.Zones,
                Weight = Weight ?? settings.Weight,
                Fleet = found is null ? Mix(settings.Fleet) : found.Fill(Mix(settings.Fleet), withSpot: SpotPricePerHour is null),
                Purchase = (OnDemandBase ?? settings.Purchase.OnDemandBase, OnDemandPercentage ?? settings.Purchase.OnDemandPercent),
                Incidents = [.. Incident.Select(Incidents.Read).OrderBy(static incident => incident.At)],
                Timings = BootSeconds is { } boot ? timings with { Boot = DurationRange.Fixed(boot) } : timings,
                Prices = PricePerHour is { } price ? new(price, SpotPricePerHour) : found is not null ? new(found.OnDemand, SpotPricePerHour ?? found.Spot) : settings.Prices,
            }),
        };
    }

    /// <summary>Whether a pool is made where the group has none.</summary>
    private protected virtual bool TriesWarmPool => false;

    /// <summary>A pool as the parameters say; what they don't is the group's.</summary>
    private protected ReplayWarmPool PoolOf(ReplayWarmPool? group)
    {
        var pool = group ?? new();
        return pool with { State = WarmPoolState is { } state ? Enum.Parse<WarmPoolState>(state) : pool.State, ReuseOnScaleIn = ReuseOnScaleIn ?? pool.ReuseOnScaleIn };
    }

    private ReplayWarmPool? Pool(ReplayWarmPool? group)
    {
        if (!WarmPool && group is null && !TriesWarmPool && (WarmPoolState is not null || ReuseOnScaleIn is not null))
        {
            throw WarmPoolState is not null
                ? AwsOpsException.BadArgument(nameof(WarmPoolState), WarmPoolState, "the group has no warm pool.", "Give -WarmPool too.")
                : AwsOpsException.BadArgument(nameof(ReuseOnScaleIn), ReuseOnScaleIn, "the group has no warm pool.", "Give -WarmPool too.");
        }

        return WarmPool || group is not null ? PoolOf(group) : null;
    }

    private IReadOnlyList<ReplayPolicy> Fitted(IReadOnlyList<ReplayPolicy> policies) => Fit?.LowThresholdFactor is not { } factor ? policies
        : [.. policies.Select(policy => policy is TargetTrackingPolicy { Options.LowThresholdFactor: null } tracking ? tracking with { Options = tracking.Options with { LowThresholdFactor = factor } } : policy)];

    private List<ReplayPolicy> GivenPolicies()
    {
        var policies = new List<ReplayPolicy>();
        if (TargetCpu is { } cpu)
        {
            policies.Add(new TargetTrackingPolicy { Name = string.Create(CultureInfo.InvariantCulture, $"cpu-{cpu:0.###}"), TargetValue = cpu, WarmupSeconds = WarmupSeconds, DisableScaleIn = DisableScaleIn });
        }

        if (TargetRequestsPerInstance is { } requests)
        {
            policies.Add(new TargetTrackingPolicy { Name = string.Create(CultureInfo.InvariantCulture, $"requests-{requests:0.###}"), Metric = ScalingMetric.RequestCountPerTarget, TargetValue = requests, WarmupSeconds = WarmupSeconds, DisableScaleIn = DisableScaleIn });
        }

        if (Step.Length > 0)
        {
            policies.Add(new StepPolicy
            {
                Name = "step",
                WarmupSeconds = WarmupSeconds,
                AdjustmentType = Enum.Parse<AdjustmentType>(AdjustmentType),
                Steps = ScalingSteps.Read(Step),
                Alarm = new() { EvaluationPeriods = StepMinutes, Threshold = StepThreshold },
            });
        }

        return policies;
    }

    private List<ReplayPolicy> WithPrediction(List<ReplayPolicy> policies)
    {
        if (!Predictive)
        {
            return PreLaunchSeconds is { } early ? throw Without(nameof(PreLaunchSeconds), early) : MaxCapacityBuffer is { } buffer ? throw Without(nameof(MaxCapacityBuffer), buffer) : policies;
        }

        var target = policies.OfType<TargetTrackingPolicy>().FirstOrDefault(static policy => policy.IsEnabled && policy.Metric is ScalingMetric.CpuUtilization or ScalingMetric.RequestCountPerTarget)
            ?? throw AwsOpsException.BadArgument(nameof(Predictive), true, "there is no target to keep ahead of time;", "give -TargetCpu or -TargetRequestsPerInstance.");
        // A group scales by one predictive policy only.
        return [.. policies.Where(static policy => policy is not PredictivePolicy), new PredictivePolicy
        {
            Name = "predictive-" + target.Name,
            Metric = target.Metric,
            TargetValue = target.TargetValue,
            PreLaunchSeconds = PreLaunchSeconds ?? 300,
            MaxCapacityBufferPercent = MaxCapacityBuffer,
        }];

        static AwsOpsException Without(string parameter, int value) => AwsOpsException.BadArgument(parameter, value, "it is of predictive scaling;", "give -Predictive too.");
    }

    private MixedFleet? Mix(MixedFleet? group)
    {
        if (Weight is not null && Override.Length > 0)
        {
            throw AwsOpsException.BadArgument(nameof(Weight), Weight, "it is of a group with one instance type;", "give Weight in -Override.");
        }

        var fleet = Weight is not null ? null : Override.Length == 0 ? group : (group ?? new MixedFleet { Types = [] }) with { Types = InstanceMix.Read(Override, group) };
        return fleet is null ? null : InstanceMix.Strategies(fleet, OnDemandAllocationStrategy, SpotAllocationStrategy);
    }

    private static ScheduledAction Action(Hashtable table, int index)
    {
        ParameterTable.RequireKeys(nameof(Schedule), table, "Name", "Recurrence", "At", "TimeZone", "MinSize", "MaxSize", "DesiredCapacity");
        try
        {
            return new ScheduledAction
            {
                Name = table["Name"]?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"schedule-{index + 1}"),
                Recurrence = table["Recurrence"] is { } cron ? CronSchedule.Parse(cron.ToString()!) : null,
                StartTime = table["At"] is { } at ? Utc((DateTime)LanguagePrimitives.ConvertTo(at, typeof(DateTime), CultureInfo.InvariantCulture)) : null,
                TimeZone = ScheduledAction.FindTimeZone(table["TimeZone"]?.ToString()),
                MinSize = Number("MinSize"),
                MaxSize = Number("MaxSize"),
                DesiredCapacity = Number("DesiredCapacity"),
            };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or PSInvalidCastException)
        {
            throw AwsOpsException.BadArgument(nameof(Schedule), ParameterTable.Words(table), "it can't be read:", exception.Message);
        }

        int? Number(string key) => (int?)LanguagePrimitives.ConvertTo(table[key], typeof(int?), CultureInfo.InvariantCulture);
    }
}
