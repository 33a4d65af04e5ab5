namespace AwsOps.Scaling.Rehearsal;

/// <summary>A replay squeezed into so many columns for a chart: of several minutes the largest load and the least that served.</summary>
internal sealed class RehearsalColumns
{
    public RehearsalColumns(ScalingRehearsal rehearsal, int columns)
    {
        var minutes = rehearsal.Minutes;
        var count = Math.Min(columns, minutes.Count);
        for (var column = 0; column < count; column++)
        {
            var from = (int)((long)column * minutes.Count / count);
            var to = Math.Max(from + 1, (int)((long)(column + 1) * minutes.Count / count));
            var part = minutes.Skip(from).Take(to - from).ToList();
            Columns.Add(new Column(
                minutes[from].Time, part.Max(static minute => minute.Load), Capacity(part), part.Max(static minute => minute.Desired),
                part.Max(static minute => minute.InService), part.Min(static minute => minute.Serving), part.Max(static minute => minute.Metric), part.Sum(static minute => minute.Lost),
                part.Any(static minute => minute.Change > 0), part.Any(static minute => minute.Change < 0), part.Any(static minute => minute.Cause == "Schedule")));
        }
    }

    /// <summary>The least that served; not below a load that it carried, as the most of one minute and the least of another would look like a loss.</summary>
    private static double Capacity(List<RehearsalMinute> minutes)
    {
        var least = minutes.Min(static minute => minute.Capacity);
        return minutes.Exists(static minute => minute.Load > minute.Capacity) ? least : Math.Max(least, minutes.Max(static minute => minute.Load));
    }

    /// <summary>The columns, from the first minute to the last.</summary>
    public List<Column> Columns { get; } = [];

    /// <summary>The largest load or capacity of any column.</summary>
    public double Top => Columns.Count == 0 ? 1 : Math.Max(1e-9, Columns.Max(static column => Math.Max(column.Load, column.Capacity)));

    /// <summary>The most instances of any column.</summary>
    public int MostInstances => Columns.Count == 0 ? 1 : Math.Max(1, Columns.Max(static column => Math.Max(column.Desired, column.InService)));

    /// <summary>One column.</summary>
    public readonly record struct Column(
        DateTime Time, double Load, double Capacity, int Desired, int InService, int Serving, double? Metric, double Lost, bool IsOut, bool IsIn, bool IsScheduled);
}
