using System.Globalization;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;

namespace AwsOps.Network;

/// <summary>Has Logs Insights count what a profile holds. Each kind is one query of each time; more only where there are more rows than it gives.</summary>
internal sealed class InsightsProfiler(FlowLogInsights insights, IChanges changes, string logGroupName, FlowLogFormat format, TimeSpan timeout, CancellationToken stop)
{
    private readonly List<FlowAnomalyKind> _cut = [];

    /// <summary>The profile of a time.</summary>
    /// <param name="options">What is looked for, from when to when.</param>
    /// <param name="baseline">What is usual: read already, or of a time of the same log group; null for none.</param>
    /// <param name="isBaselineRead">Whether it is read already.</param>
    public async Task<FlowProfile> ProfileAsync(FlowAnomalyOptions options, FlowProfile? baseline, bool isBaselineRead)
    {
        changes.Verbose(InsightsRows.Differences);
        var profile = new FlowProfile(options, baseline);
        var asked = isBaselineRead ? null : baseline;
        foreach (var kind in options.Kinds.Order())
        {
            if (kind is FlowAnomalyKind.NewPort or FlowAnomalyKind.NewPeer)
            {
                // Nothing is new without a time before it.
                if (baseline is not null)
                {
                    await NewAsync(profile, kind, asked?.Times);
                }

                continue;
            }

            var addresses = await FillAsync(profile, kind, null);
            if (asked is not null)
            {
                await FillAsync(asked, kind, addresses);
            }
        }

        if (asked is { First: null } or { Options.Start: null })
        {
            // Intervals without any figure are usual too, from the first flow on.
            foreach (var row in await RunAsync(InsightsRows.Span(format), asked.Times))
            {
                InsightsRows.AddSpan(asked, row);
            }
        }

        if (_cut.Count > 0)
        {
            changes.Warning(string.Create(CultureInfo.InvariantCulture, $"Logs Insights gives at most {InsightsRows.Most:N0} rows, and there are more for {string.Join(", ", _cut.Distinct())}: what is usual is its own median (pct), which is an approximation, and findings are among the largest {InsightsRows.Most:N0} figures. Choose a shorter time or a longer -Interval, or read the records (-Source Records)."));
        }

        return profile;
    }

    /// <summary>New ones come of one query over both times: what is first seen in the later one.</summary>
    private async Task NewAsync(FlowProfile profile, FlowAnomalyKind kind, (long Start, long End)? before)
    {
        var time = profile.Times;
        var gap = before is { } b && b.End < time.Start ? (b.End, time.Start) : ((long, long)?)null;
        var text = InsightsRows.Of(kind, profile.Options, format, before is { } old ? Math.Max(old.End, time.Start) : null, gap);
        Add(profile, kind, await RunAsync(text, before is { } from ? (from.Start, time.End) : time));
    }

    /// <summary>Adds the figures of a kind; where there are too many, medians by Insights and, for sums, all intervals of some addresses.</summary>
    /// <returns>Addresses that a baseline of sums must have; null for all.</returns>
    private async Task<IReadOnlyCollection<IpAddress>?> FillAsync(FlowProfile profile, FlowAnomalyKind kind, IReadOnlyCollection<IpAddress>? only)
    {
        var rows = await RunAsync(InsightsRows.Of(kind, profile.Options, format, only: only), profile.Times);
        if (rows.Count < InsightsRows.Most)
        {
            Add(profile, kind, rows);
            return null;
        }

        _cut.Add(kind);
        var usual = (await RunAsync(InsightsRows.Usual(kind, profile.Options, format), profile.Times))[0];
        InsightsRows.AddUsual(profile, kind, usual, (await RunAsync(InsightsRows.Deviation(kind, profile.Options, format, InsightsRows.Median(usual)), profile.Times))[0]);
        if (!InsightsRows.IsSum(kind) || only is not null)
        {
            Add(profile, kind, rows);
            return only;
        }

        // The intervals of those with the highest peaks: of each there must be all.
        var (time, least) = (profile.Times, kind == FlowAnomalyKind.Exfiltration ? profile.Options.LeastBytes : profile.Options.LeastRejects);
        var intervals = Math.Max(1, (time.End - time.Start + profile.Options.IntervalSeconds - 1) / profile.Options.IntervalSeconds);
        List<IpAddress> some = [.. rows.Where(row => InsightsRows.FigureOf(row) >= least).Select(row => InsightsRows.AddressOf(kind, row)).Distinct().Take((int)Math.Max(1, (InsightsRows.Most - 1) / intervals))];
        if (some.Count > 0)
        {
            Add(profile, kind, await RunAsync(InsightsRows.Of(kind, profile.Options, format, only: some), time));
        }

        return some;
    }

    private static void Add(FlowProfile profile, FlowAnomalyKind kind, IReadOnlyList<IReadOnlyDictionary<string, string>> rows)
    {
        foreach (var row in rows)
        {
            InsightsRows.Add(profile, kind, row);
        }
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> RunAsync(string query, (long Start, long End) time)
    {
        changes.Verbose($"Query:{Environment.NewLine}{query}");
        return await insights.RunAsync(logGroupName, query, Math.Max(0, time.Start), time.End, timeout, stop);
    }
}
