using AwsOps.Engine.Scaling;

namespace AwsOps;

/// <summary>A load replayed against a scaling group: minute by minute, with each decision, and in figures.</summary>
public sealed class ScalingRehearsal
{
    internal ScalingRehearsal(Scaling.Rehearsal.ReplayPlan plan, ReplaySettings settings, DateTime start, IReadOnlyList<ReplayMinute> minutes, IReadOnlyList<DecisionSpan> spans, ReplaySummary summary, ReplayBands? bands, IReadOnlyList<string> assumptions, int seed)
    {
        Settings = settings;
        ScalingGroupName = plan.Name;
        Price = plan.Prices;
        StartTime = start;
        EndTime = start.AddMinutes(summary.Minutes);
        Minutes = (RehearsalMinute[])[.. minutes.Select(static minute => new RehearsalMinute(minute))];
        Decisions = (ScalingDecision[])[.. spans.Select(span => new ScalingDecision(plan.Name, span))];
        Summary = new RehearsalSummary(summary, plan);
        Bands = new RehearsalBands(bands, summary, plan);
        Assumption = [.. assumptions];
        Seed = seed;
    }

    /// <summary>Group that was replayed.</summary>
    public string ScalingGroupName { get; }

    /// <summary>Start of the first minute, UTC.</summary>
    public DateTime StartTime { get; }

    /// <summary>End of the last minute, UTC.</summary>
    public DateTime EndTime { get; }

    /// <summary>Every minute; empty with -SummaryOnly.</summary>
    public IReadOnlyList<RehearsalMinute> Minutes { get; }

    /// <summary>What the group did and why, and why it left things as they were; empty with -SummaryOnly.</summary>
    public IReadOnlyList<ScalingDecision> Decisions { get; }

    /// <summary>The replay in figures.</summary>
    public RehearsalSummary Summary { get; }

    /// <summary>The figures over several seeds: what AWS leaves undocumented moves the result within these.</summary>
    public RehearsalBands Bands { get; }

    /// <summary>Prices that were looked up, with their source and since when they count; empty when they were given or the cost is in instance-hours.</summary>
    public IReadOnlyList<InstancePrice> Price { get; }

    /// <summary>What was assumed, of the group and of the load.</summary>
    public IReadOnlyList<string> Assumption { get; }

    /// <summary>Which draw of the timings <see cref="Minutes"/> and <see cref="Summary"/> are of.</summary>
    public int Seed { get; }

    internal ReplaySettings Settings { get; }
}

/// <summary>A minute of a replay. Instances and states are those at its end.</summary>
public sealed class RehearsalMinute
{
    private readonly ReplayMinute _minute;

    internal RehearsalMinute(in ReplayMinute minute) => _minute = minute;

    /// <summary>Start of the minute, UTC.</summary>
    public DateTime Time => _minute.Time;

    /// <summary>Load, requests per second.</summary>
    public double Load => _minute.Load;

    /// <summary>Desired capacity.</summary>
    public int Desired => _minute.Desired;

    /// <summary>Instances in service, warming ones included.</summary>
    public int InService => _minute.InService;

    /// <summary>Capacity units in service: instances, unless they have weights.</summary>
    public int Units => _minute.Units;

    /// <summary>Requests per second that the instances that answer take at 100 %.</summary>
    public double Capacity => _minute.Capacity;

    /// <summary>Instances that answer requests.</summary>
    public int Serving => _minute.Serving;

    /// <summary>Instances in service that warm up.</summary>
    public int Warming => _minute.Warming;

    /// <summary>Instances that launch.</summary>
    public int Pending => _minute.Pending;

    /// <summary>Instances that terminate.</summary>
    public int Terminating => _minute.Terminating;

    /// <summary>Instances in the warm pool, those being prepared or coming back included.</summary>
    public int WarmPoolSize => _minute.Pooled;

    /// <summary>The first policy's metric over the minute; null when there was none to measure.</summary>
    public double? Metric => double.IsNaN(_minute.Metric) ? null : _minute.Metric;

    /// <summary>State of the alarm that scales out.</summary>
    public string HighAlarm => State(_minute.HighAlarm);

    /// <summary>State of the alarm that scales in.</summary>
    public string LowAlarm => State(_minute.LowAlarm);

    /// <summary>Change of the desired capacity.</summary>
    public int Change => _minute.Change;

    /// <summary>What changed it: Policy, Schedule, Predictive, or None.</summary>
    public string Cause => _minute.Cause.ToString();

    /// <summary>Requests lost in the minute; with a queue those waiting at its end.</summary>
    public double Lost => _minute.Lost;

    /// <summary>Seconds with the load above the limit of what serves.</summary>
    public double BreachSeconds => _minute.BreachSeconds;

    /// <summary>Ids of the rules behind what happened.</summary>
    public IReadOnlyList<string> Rule => ScalingDecision.Ids(_minute.Rules);

    /// <summary>What happened and why, in a sentence.</summary>
    public string Explanation => _minute.Describe();

    private static string State(AlarmState state) => state switch { AlarmState.Alarm => "ALARM", AlarmState.Ok => "OK", _ => "INSUFFICIENT_DATA" };
}

/// <summary>A replay in figures.</summary>
public sealed class RehearsalSummary
{
    internal RehearsalSummary(ReplaySummary summary, Scaling.Rehearsal.ReplayPlan plan)
    {
        Minutes = summary.Minutes;
        MinutesOverTarget = summary.MinutesOverTarget;
        BreachMinutes = summary.BreachMinutes;
        Requests = summary.Requests;
        RequestsLost = summary.RequestsLost;
        LostPercent = summary.Requests > 0 ? 100 * summary.RequestsLost / summary.Requests : 0;
        InstanceHours = summary.InstanceHours;
        SpotHours = summary.SpotHours;
        WarmPoolHours = summary.WarmPoolHours;
        Cost = plan.IsCostKnown ? summary.Cost : null;
        Currency = plan.Prices.Count > 0 ? plan.Prices[0].Currency : null;
        InstanceTypes = (RehearsalTypeUse[])[.. summary.Types.Where(static use => use.InstanceType.Length > 0).Select(use => new RehearsalTypeUse(use, plan.IsCostKnown))];
        PeakInService = summary.PeakInService;
        ScaleOuts = summary.ScaleOuts;
        ScaleIns = summary.ScaleIns;
        Launches = summary.Launches;
        UnderAccuracy = summary.Elasticity.UnderAccuracy;
        OverAccuracy = summary.Elasticity.OverAccuracy;
        UnderTimeshare = summary.Elasticity.UnderTimeshare;
        OverTimeshare = summary.Elasticity.OverTimeshare;
        JitterPerHour = summary.Elasticity.JitterPerHour;
    }

    /// <summary>Minutes replayed.</summary>
    public long Minutes { get; }

    /// <summary>Minutes with the metric above the target of the first target tracking policy.</summary>
    public double MinutesOverTarget { get; }

    /// <summary>Minutes with the load above the limit of what serves: users notice.</summary>
    public double BreachMinutes { get; }

    /// <summary>Requests that came.</summary>
    public double Requests { get; }

    /// <summary>Requests lost; with a queue those still waiting at the end.</summary>
    public double RequestsLost { get; }

    /// <summary>Requests lost, in percent of those that came.</summary>
    public double LostPercent { get; }

    /// <summary>Hours of instances, from their launch until they are gone; of the warm pool's, while they run.</summary>
    public double InstanceHours { get; }

    /// <summary>Those of them that were Spot.</summary>
    public double SpotHours { get; }

    /// <summary>Hours of instances in the warm pool, whether they run or not.</summary>
    public double WarmPoolHours { get; }

    /// <summary>What it cost by the prices given or looked up; instance-hours for a group of files or parameters without a price; null when a price could not be looked up.</summary>
    public double? Cost { get; }

    /// <summary>Currency of prices that were looked up; null for prices given, and for instance-hours.</summary>
    public string? Currency { get; }

    /// <summary>What was used of each instance type; empty for a group with one type.</summary>
    public IReadOnlyList<RehearsalTypeUse> InstanceTypes { get; }

    /// <summary>Most instances in service at once.</summary>
    public int PeakInService { get; }

    /// <summary>How often the desired capacity was raised.</summary>
    public int ScaleOuts { get; }

    /// <summary>How often it was lowered.</summary>
    public int ScaleIns { get; }

    /// <summary>Instances launched.</summary>
    public int Launches { get; }

    /// <summary>How far supply fell short of demand, in percent of demand, on average (SPEC RG elasticity; 0 is perfect).</summary>
    public double UnderAccuracy { get; }

    /// <summary>How far supply exceeded demand, in percent of demand, on average.</summary>
    public double OverAccuracy { get; }

    /// <summary>Percent of the time with too few instances.</summary>
    public double UnderTimeshare { get; }

    /// <summary>Percent of the time with too many.</summary>
    public double OverTimeshare { get; }

    /// <summary>Changes of supply less changes of demand, per hour: below 0 is sluggish, above 0 restless.</summary>
    public double JitterPerHour { get; }
}

/// <summary>What a replay used of an instance type, from launch until gone.</summary>
public sealed class RehearsalTypeUse
{
    internal RehearsalTypeUse(in FleetTypeUse use, bool isCostKnown) => (InstanceType, OnDemandHours, SpotHours, Cost) = (use.InstanceType, use.OnDemandHours, use.SpotHours, isCostKnown ? use.Cost : null);

    /// <summary>Instance type.</summary>
    public string InstanceType { get; }

    /// <summary>Hours of On-Demand Instances.</summary>
    public double OnDemandHours { get; }

    /// <summary>Hours of Spot Instances.</summary>
    public double SpotHours { get; }

    /// <summary>What they cost by the prices given or looked up; null when a price could not be looked up.</summary>
    public double? Cost { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{InstanceType}: {OnDemandHours:0.#} h, {SpotHours:0.#} h Spot");
}

/// <summary>Figures over several seeds.</summary>
public sealed class RehearsalBands
{
    internal RehearsalBands(ReplayBands? bands, ReplaySummary summary, Scaling.Rehearsal.ReplayPlan plan)
    {
        Runs = bands?.Runs.Count ?? 1;
        BreachMinutes = Of(bands?.BreachMinutes, summary.BreachMinutes);
        MinutesOverTarget = Of(bands?.MinutesOverTarget, summary.MinutesOverTarget);
        RequestsLost = Of(bands?.RequestsLost, summary.RequestsLost);
        InstanceHours = Of(bands?.InstanceHours, summary.InstanceHours);
        Cost = plan.IsCostKnown ? Of(bands?.Cost, summary.Cost) : null;
        PeakInService = Of(bands?.PeakInService, summary.PeakInService);
    }

    /// <summary>How many seeds.</summary>
    public int Runs { get; }

    /// <summary>Minutes with the load above the limit of what serves.</summary>
    public RehearsalBand BreachMinutes { get; }

    /// <summary>Minutes with the metric above its target.</summary>
    public RehearsalBand MinutesOverTarget { get; }

    /// <summary>Requests lost.</summary>
    public RehearsalBand RequestsLost { get; }

    /// <summary>Instance-hours.</summary>
    public RehearsalBand InstanceHours { get; }

    /// <summary>Cost; null when a price could not be looked up.</summary>
    public RehearsalBand? Cost { get; }

    /// <summary>Most instances in service at once.</summary>
    public RehearsalBand PeakInService { get; }

    private static RehearsalBand Of(Band? band, double value) => band is { } known ? new(known.P10, known.P50, known.P90) : new(value, value, value);
}

/// <summary>A figure over several seeds.</summary>
/// <param name="P10">A tenth of the runs are at or below it.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">A tenth of the runs are above it.</param>
public sealed record RehearsalBand(double P10, double P50, double P90)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{P10:0.##} / {P50:0.##} / {P90:0.##}");
}
