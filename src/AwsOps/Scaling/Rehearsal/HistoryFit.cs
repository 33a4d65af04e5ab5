using System.Globalization;
using AwsOps.Engine.Scaling;
using CloudWatchAlarm = Amazon.CloudWatch.Model.MetricAlarm;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>
/// Sets a group's history beside a replay of it. The load is what its metrics tell: requests per target, or CPU, times the instances that
/// served. Lags that history has are measured; what it does not have (the time from InService to the first answer) is searched for.
/// </summary>
internal sealed class HistoryFit
{
    // A change further off in time is another change.
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(20);
    private const double Alone = 10;
    private static readonly int[] Boots = [0, 30, 60, 90, 120, 180, 240, 300];

    private readonly GroupDescription _described;
    private readonly GroupHistory _history;
    private readonly ReplayPlan _plan;
    private readonly List<string> _assumptions;

    public HistoryFit(GroupDescription described, GroupHistory history, ReplayPlan plan)
    {
        (_described, _history, _plan) = (described, history, plan);
        _assumptions = [.. plan.Assumptions, "Minimum, maximum and policies are taken as they are now."];
    }

    /// <summary>Compares and fits.</summary>
    /// <param name="seed">Which draw of the timings that history does not tell.</param>
    /// <param name="stop">Ctrl-C.</param>
    public ScalingComparison Compare(int seed, CancellationToken stop)
    {
        var start = Floor(_history.From);
        var load = Load(start);
        var changes = _history.Changes.Where(change => change.Time >= start && change.Time < _history.To).ToList();
        var fit = Fit(changes, null);
        if (fit.Launch is not null)
        {
            // Of equally good ones the one nearest to what is assumed without history.
            var best = Boots.OrderBy(static boot => Math.Abs(boot - ScalingTimings.Observed.Boot.Median))
                .MinBy(boot => Distance(Match(changes, Replay(Fit(changes, boot), start, load, seed, stop, isMedian: true).Changes)));
            fit = Fit(changes, best);
        }

        var (model, minutes, spans, summary, settings) = Replay(fit, start, load, seed, stop);
        var rehearsal = new ScalingRehearsal(_plan, settings, start, minutes, spans, summary, null, _assumptions, seed);
        return new ScalingComparison(_plan.Name, start, start.AddMinutes(load.Length), Match(changes, model), fit, rehearsal, _assumptions);
    }

    private ScalingFit Fit(List<CapacityChange> changes, int? boot)
    {
        var byPolicy = changes.Where(static change => change.Policy is not null).ToList();
        var ins = byPolicy.Where(static change => change.After < change.Before).Select(static change => change.Time).ToList();
        var low = _described.Alarms.FirstOrDefault(static alarm => alarm.AlarmName.Contains("-AlarmLow-", StringComparison.Ordinal));
        var target = _described.Policies.FirstOrDefault(policy => low is not null && _described.AlarmsOf(policy).Contains(low))?.TargetTrackingConfiguration?.TargetValue;
        return new ScalingFit(
            _plan.Name,
            ScalingLag.Of(_history.AlarmLags),
            ScalingLag.Of(byPolicy.Select(static change => (change.Started - change.Time).TotalSeconds)),
            ScalingLag.Of(Durations(isLaunch: true)),
            ScalingLag.Of(Durations(isLaunch: false)),
            ScalingLag.Of(ins.Zip(ins.Skip(1), static (a, b) => (b - a).TotalSeconds).Where(static gap => gap < 3600)),
            boot,
            low?.Threshold / target);
    }

    private IEnumerable<double> Durations(bool isLaunch) =>
        _history.Instances.Where(change => change.IsLaunch == isLaunch && !change.IsWarm && change.End is not null).Select(static change => (change.End!.Value - change.Start).TotalSeconds);

    // Requests per second of the whole group, by the minute.
    private double[] Load(DateTime start)
    {
        var minutes = Math.Max(1, (int)(Floor(_history.To) - start).TotalMinutes);
        var model = _plan.Settings.Load;
        var alarm = GroupHistory.LoadMetric(_described.Alarms)
            ?? throw new AwsOpsException("NoLoad", System.Management.Automation.ErrorCategory.ObjectNotFound, $"No alarm of group '{_plan.Name}' watches its CPU or its requests, so its load is not known.", "A policy on one of them is needed to compare.");
        var (isCpu, isTotal) = (alarm.MetricName == "CPUUtilization", alarm.MetricName == "RequestCount");
        var load = new double[minutes];
        var (last, missing, saturated) = (0.0, 0, 0);
        for (var minute = 0; minute < minutes; minute++)
        {
            var end = start.AddMinutes(minute + 1);
            var value = _history.MetricAt(alarm, end.AddSeconds(PeriodOf(alarm) - 60));
            if (double.IsNaN(value))
            {
                missing++;
                load[minute] = last;
                continue;
            }

            saturated += isCpu && value > 99 ? 1 : 0;
            var weights = _history.WeightsInServiceAt(end.AddSeconds(-30));
            var serving = isCpu ? Serving(weights) : Math.Max(1, weights.Count);
            var each = isCpu ? Math.Max(0, value - model.IdleCpuPercent) / (100 - model.IdleCpuPercent) * model.CapacityPerInstance : value / PeriodOf(alarm);
            load[minute] = last = isTotal ? each : each * serving;
        }

        Note(missing, "{0} of {1} minutes have no datapoint of {2}: the load before is held.", minutes, alarm);
        Note(saturated, "In {0} of {1} minutes {2} was above 99: there was more load than it can tell (TT10).", minutes, alarm);
        _assumptions.Add(isTotal ? "The load is RequestCount of the load balancer." : $"The load is {alarm.MetricName} times the instances in service.");
        if (_history.Weights.Note is { } note)
        {
            _assumptions.Add(note);
        }

        return load;
    }

    // So many instances of the first type: of other weights, what takes as much load at the same mean CPU.
    private double Serving(List<double> weights)
    {
        var unit = _plan.Settings.UnitsPerInstance;
        return weights.Count == 0 ? 1
            : _plan.Settings.Load is { Spread: LoadSpread.Even, IsQueued: false } ? weights.Count / weights.Average(weight => unit / weight)
            : weights.Sum() / unit;
    }

    private void Note(int count, string text, int minutes, CloudWatchAlarm alarm)
    {
        if (count > 0)
        {
            _assumptions.Add(string.Format(CultureInfo.InvariantCulture, text, count, minutes, alarm.MetricName));
        }
    }

    private (List<(DateTime Time, int Before, int After, string Text)> Changes, List<ReplayMinute> Minutes, IReadOnlyList<DecisionSpan> Spans, ReplaySummary Summary, ReplaySettings Settings) Replay(
        ScalingFit fit, DateTime start, double[] load, int seed, CancellationToken stop, bool isMedian = false)
    {
        stop.ThrowIfCancellationRequested();
        var settings = _plan.Settings with
        {
            DesiredCapacity = Math.Clamp(_history.DesiredAt(start), _plan.Settings.MinSize, _plan.Settings.MaxSize),
            Timings = isMedian ? fit.Apply(_plan.Settings.Timings).AtMedian() : fit.Apply(_plan.Settings.Timings),
        };
        var minutes = new List<ReplayMinute>(load.Length);
        var timeline = new DecisionTimeline();
        var summary = ScalingReplay.Run(settings, start, load, (ulong)seed, (in ReplayMinute minute) =>
        {
            minutes.Add(minute);
            timeline.Add(minute);
        });
        var changes = minutes.Where(static minute => minute.Change != 0).Select(static minute => (minute.Time, minute.Desired - minute.Change, minute.Desired, minute.Describe())).ToList();
        return (changes, minutes, timeline.Spans, summary, settings);
    }

    // The pairing in order of time that costs least: a minute apart costs one, an instance apart one, a change without a partner ten.
    private static List<ScalingDifference> Match(List<CapacityChange> history, List<(DateTime Time, int Before, int After, string Text)> model)
    {
        var cost = new double[history.Count + 1, model.Count + 1];
        for (var h = history.Count; h >= 0; h--)
        {
            for (var m = model.Count; m >= 0; m--)
            {
                cost[h, m] = h == history.Count && m == model.Count ? 0 : Math.Min(
                    Math.Min(h < history.Count ? Alone + cost[h + 1, m] : double.PositiveInfinity, m < model.Count ? Alone + cost[h, m + 1] : double.PositiveInfinity),
                    h < history.Count && m < model.Count ? Pair(history[h], model[m]) + cost[h + 1, m + 1] : double.PositiveInfinity);
            }
        }

        var rows = new List<ScalingDifference>();
        for (var (h, m) = (0, 0); h < history.Count || m < model.Count;)
        {
            if (h < history.Count && m < model.Count && cost[h, m] == Pair(history[h], model[m]) + cost[h + 1, m + 1])
            {
                rows.Add(new ScalingDifference(history[h].Time, history[h].Before, history[h].After, model[m].Time, model[m].Before, model[m].After, history[h++].Text));
                m++;
            }
            else if (h < history.Count && cost[h, m] == Alone + cost[h + 1, m])
            {
                rows.Add(new ScalingDifference(history[h].Time, history[h].Before, history[h].After, null, null, null, history[h++].Text));
            }
            else
            {
                rows.Add(new ScalingDifference(null, null, null, model[m].Time, model[m].Before, model[m].After, model[m++].Text));
            }
        }

        return [.. rows.OrderBy(static row => row.HistoryTime ?? row.ModelTime)];
    }

    private static double Pair(CapacityChange history, (DateTime Time, int Before, int After, string Text) model)
    {
        var apart = (Floor(history.Time) - model.Time).Duration();
        return Math.Sign(history.After - history.Before) != Math.Sign(model.After - model.Before) || apart > Near
            ? double.PositiveInfinity : apart.TotalMinutes + Math.Abs(history.After - model.After);
    }

    private static double Distance(List<ScalingDifference> rows) =>
        rows.Sum(static row => row.LagMinutes is { } lag ? Math.Abs(lag) + Math.Abs((row.HistoryAfter - row.ModelAfter)!.Value) : Alone);

    private static int PeriodOf(CloudWatchAlarm alarm) => Math.Max(60, alarm.Period ?? 60);

    private static DateTime Floor(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);
}
