namespace AwsOps.Engine.Scaling;

/// <summary>The busy hours of a day (UTC), as the minimum size of a daily schedule.</summary>
/// <param name="FromHour">The hour in which they begin.</param>
/// <param name="ToHour">The hour in which they end.</param>
/// <param name="Instances">The instances that the busiest of them ask for on nine days of ten.</param>
internal sealed record BusyHours(int FromHour, int ToHour, int Instances)
{
    private const int LeadMinutes = 15;

    /// <summary>
    /// Finds the longest run of hours whose demand is above the middle between the quietest and the busiest; null when the trace is
    /// shorter than two days or its hours do not differ.
    /// </summary>
    /// <param name="load">Requests per second by the minute.</param>
    /// <param name="start">The start of the first minute, UTC.</param>
    /// <param name="instances">The instances that a load asks for.</param>
    public static BusyHours? Find(ReadOnlySpan<double> load, DateTime start, Func<double, double> instances)
    {
        if (load.Length < 2 * 1440)
        {
            return null;
        }

        var peaks = new List<double>[24];
        for (var minute = 0; minute < load.Length; minute++)
        {
            var hour = start.AddMinutes(minute).Hour;
            var isNew = minute == 0 || start.AddMinutes(minute - 1).Hour != hour;
            (peaks[hour] ??= []).AddRange(isNew ? [load[minute]] : []);
            peaks[hour][^1] = Math.Max(peaks[hour][^1], load[minute]);
        }

        var profile = peaks.Select(p => instances(MetricStatistic.Quantile(p.ToArray(), 0.9))).ToArray();
        var (low, high) = (profile.Min(), profile.Max());
        return double.IsInfinity(high) || Math.Ceiling(high) <= Math.Ceiling(low) ? null : LongestRun(profile, (low + high) / 2);
    }

    /// <summary>The two scheduled actions: up before the busy hours, down after them.</summary>
    public IReadOnlyList<ScheduledAction> Schedule(int busyMinimum, int otherMinimum)
    {
        var lead = ((FromHour * 60) - LeadMinutes + 1440) % 1440;
        return
        [
            new() { Name = "busy-hours-begin", Recurrence = CronSchedule.Parse($"{lead % 60} {lead / 60} * * *"), MinSize = busyMinimum },
            new() { Name = "busy-hours-end", Recurrence = CronSchedule.Parse($"0 {ToHour} * * *"), MinSize = otherMinimum },
        ];
    }

    private static BusyHours? LongestRun(double[] profile, double above)
    {
        var (from, length) = (0, 0);
        for (var hour = 0; hour < 24; hour++)
        {
            var run = 0;
            while (run < 24 && profile[(hour + run) % 24] > above)
            {
                run++;
            }

            (from, length) = run > length ? (hour, run) : (from, length);
        }

        return new(from, (from + length) % 24, (int)Math.Ceiling(profile.Max()));
    }
}
