using System.Globalization;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>A replay as lines of text: the load against what serves, instances, what changed, and the figures.</summary>
internal static class TerminalChart
{
    private const int Margin = 10;
    private const string Levels = " ▁▂▃▄▅▆▇█";

    public static IEnumerable<string> Lines(ScalingRehearsal rehearsal, int width, int height, bool isAscii)
    {
        var chart = new RehearsalColumns(rehearsal, Math.Max(10, width - Margin));
        yield return string.Create(CultureInfo.InvariantCulture, $"{rehearsal.ScalingGroupName}, {rehearsal.StartTime:yyyy-MM-dd HH:mm} to {rehearsal.EndTime:yyyy-MM-dd HH:mm} UTC");
        if (chart.Columns.Count > 0)
        {
            var (served, lost, limit) = isAscii ? ('#', 'x', '-') : ('█', '▒', '─');
            yield return $"requests/s ({served} served, {lost} beyond capacity, {limit} capacity)";
            foreach (var line in Load(chart, height, served, lost, limit))
            {
                yield return line;
            }

            yield return Row(string.Empty, Marks(chart, isAscii));
            yield return Row("instances", Instances(chart, isAscii));
            yield return Row(string.Empty, Times(chart));
            yield return isAscii ? $"^ out, v in, s schedule; 9 is {chart.MostInstances} instances" : $"▲ out, ▼ in, ◆ schedule; {Levels[^1]} is {chart.MostInstances} instances";
        }

        foreach (var line in Figures(rehearsal).SelectMany(text => Wrap(text, width)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Figures(ScalingRehearsal rehearsal)
    {
        var (summary, bands) = (rehearsal.Summary, rehearsal.Bands);
        yield return string.Create(CultureInfo.InvariantCulture, $"breach {summary.BreachMinutes:0.#} min, above target {summary.MinutesOverTarget:0.#} min, lost {summary.RequestsLost:N0} of {summary.Requests:N0} requests ({summary.LostPercent:0.##} %)");
        yield return string.Create(CultureInfo.InvariantCulture, $"{summary.InstanceHours:0.#} instance-hours, {Cost(summary)}peak {summary.PeakInService} in service, {summary.ScaleOuts} out, {summary.ScaleIns} in");
        if (bands.Runs > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"over {bands.Runs} seeds (p10 / p50 / p90): breach {bands.BreachMinutes} min, lost {bands.RequestsLost.P10:N0} / {bands.RequestsLost.P50:N0} / {bands.RequestsLost.P90:N0}{(bands.Cost is { } cost ? $", cost {cost} {summary.Currency}".TrimEnd() : "")}");
        }
    }

    /// <summary>Breaks a line at its last blank within the width.</summary>
    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width && text.LastIndexOf(' ', width) is > 0 and var blank)
        {
            yield return text[..blank];
            text = "  " + text[(blank + 1)..];
            if (text.IndexOf(' ', 2) < 0)
            {
                break;
            }
        }

        yield return text;
    }

    private static string Cost(RehearsalSummary summary) => summary.Cost is { } cost ? string.Create(CultureInfo.InvariantCulture, $"cost {cost:0.##}{(summary.Currency is { } currency ? " " + currency : "")}, ") : string.Empty;

    private static IEnumerable<string> Load(RehearsalColumns chart, int height, char served, char lost, char limit)
    {
        for (var row = height - 1; row >= 0; row--)
        {
            var (low, high) = (chart.Top * row / height, chart.Top * (row + 1) / height);
            var cells = chart.Columns.Select(column =>
                column.Capacity > low && column.Capacity <= high && column.Load <= column.Capacity && column.Load <= low + ((high - low) / 2) ? limit
                : column.Load > low + ((high - low) / 2) ? column.Capacity >= low + ((high - low) / 2) ? served : lost
                : ' ');
            var label = row == height - 1 || row == 0 ? string.Create(CultureInfo.InvariantCulture, $"{(row == 0 ? 0 : chart.Top):0.#}") : string.Empty;
            yield return Row(label, string.Concat(cells));
        }
    }

    private static string Marks(RehearsalColumns chart, bool isAscii) => string.Concat(chart.Columns.Select(column =>
        column.IsScheduled ? isAscii ? 's' : '◆' : column.IsOut ? isAscii ? '^' : '▲' : column.IsIn ? isAscii ? 'v' : '▼' : ' '));

    private static string Instances(RehearsalColumns chart, bool isAscii) => string.Concat(chart.Columns.Select(column =>
    {
        var level = (double)column.InService / chart.MostInstances;
        return isAscii ? (char)('0' + (int)Math.Round(9 * level)) : Levels[column.InService == 0 ? 0 : Math.Max(1, (int)Math.Round((Levels.Length - 1) * level))];
    }));

    private static string Times(RehearsalColumns chart)
    {
        var line = new char[chart.Columns.Count];
        Array.Fill(line, ' ');
        // Beyond a day the hour alone says too little.
        var format = chart.Columns[^1].Time - chart.Columns[0].Time > TimeSpan.FromDays(1) ? "MM-dd HH:mm" : "HH:mm";
        for (var column = 0; column + format.Length <= line.Length; column += format.Length + 10)
        {
            chart.Columns[column].Time.ToString(format, CultureInfo.InvariantCulture).CopyTo(0, line, column, format.Length);
        }

        return new string(line);
    }

    private static string Row(string label, string cells) => $"{label,Margin - 1} {cells.TrimEnd()}".TrimEnd();
}
