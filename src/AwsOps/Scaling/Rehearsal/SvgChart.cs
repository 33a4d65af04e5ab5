using System.Globalization;
using System.Text;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>A replay as a drawing (SVG) or a page (HTML) that needs nothing else: light and dark by the reader's own setting.</summary>
internal static class SvgChart
{
    private const int Width = 960, Left = 64, Right = 16, PanelHeight = 200, Gap = 44, Top = 56;

    private const string Style = """
        .page{--ink:#1b1f24;--dim:#59636e;--line:#d1d9e0;--paper:#fff;--load:#0969da;--lost:#cf222e;--cap:#9a6700;--desired:#8250df;--serve:#1a7f37}
        @media(prefers-color-scheme:dark){.page{--ink:#f0f6fc;--dim:#9198a1;--line:#3d444d;--paper:#0d1117;--load:#4493f8;--lost:#f85149;--cap:#d29922;--desired:#ab7df8;--serve:#3fb950}}
        .page{color:var(--ink);background:var(--paper);font:13px/1.45 system-ui,sans-serif}
        svg.page text{fill:var(--ink);font:12px system-ui,sans-serif}svg.page .dim{fill:var(--dim)}
        .paper{fill:var(--paper)}.grid{stroke:var(--line);stroke-width:1}.area{fill:var(--load);fill-opacity:.22}
        .l{fill:none;stroke-width:1.6}.load{stroke:var(--load)}.cap{stroke:var(--cap)}.desired{stroke:var(--desired);stroke-dasharray:5 3}.serve{stroke:var(--serve)}.metric{stroke:var(--load)}
        .target{stroke:var(--cap);stroke-dasharray:5 3}.lost{fill:var(--lost);fill-opacity:.55}
        """;

    /// <summary>The drawing.</summary>
    public static string Svg(ScalingRehearsal rehearsal)
    {
        var chart = new RehearsalColumns(rehearsal, Width - Left - Right);
        var height = Top + (3 * (PanelHeight + Gap));
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"page\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{Escape(Title(rehearsal))}\"><style>{Style}</style><rect class=\"paper\" width=\"{Width}\" height=\"{height}\"/>");
        Add(svg, $"<text x=\"{Left}\" y=\"22\" font-weight=\"600\">{Escape(Title(rehearsal))}</text>");
        var columns = chart.Columns;
        var panel = new Panel(svg, columns, 0, chart.Top, "requests per second");
        panel.Legend(("load", "load"), ("cap", "capacity that serves"), ("lostkey", "lost"));
        panel.Area(static column => column.Load, "area", static _ => 0);
        panel.Area(static column => Math.Max(column.Load, column.Capacity), "lost", static column => column.Capacity);
        panel.Line(static column => column.Load, "load");
        panel.Line(static column => column.Capacity, "cap");
        var instances = new Panel(svg, columns, 1, chart.MostInstances, "instances");
        instances.Legend(("desired", "desired"), ("serve", "serving"), ("cap", "in service"));
        instances.Line(static column => column.Desired, "desired");
        instances.Line(static column => column.InService, "cap");
        instances.Line(static column => column.Serving, "serve");
        var target = rehearsal.Settings.Policies.OfType<Engine.Scaling.TargetTrackingPolicy>().FirstOrDefault(static policy => policy.IsEnabled)?.TargetValue;
        var most = Math.Max(target ?? 0, columns.Select(static column => column.Metric ?? 0).DefaultIfEmpty(1).Max());
        var metric = new Panel(svg, columns, 2, Math.Max(1e-9, most), rehearsal.Settings.Policies.Count > 0 ? rehearsal.Settings.Policies[0].Metric.ToString() : "CpuUtilization");
        metric.Legend(("metric", "metric"), ("target", "target"));
        metric.Line(static column => column.Metric, "metric");
        if (target is { } value)
        {
            metric.Line(_ => value, "target");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The page: the drawing, the figures, what changed and why, what was assumed.</summary>
    public static string Html(ScalingRehearsal rehearsal)
    {
        var (summary, bands) = (rehearsal.Summary, rehearsal.Bands);
        var html = new StringBuilder();
        Add(html, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Escape(Title(rehearsal))}</title><style>{Style}");
        html.Append("body{max-width:960px;margin:0 auto;padding:16px}table{border-collapse:collapse;margin:8px 0 24px}th,td{text-align:left;padding:3px 12px 3px 0;border-bottom:1px solid var(--line);vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}h2{font-size:15px}</style></head><body class=\"page\">\n");
        html.Append(Svg(rehearsal));
        html.Append("<h2>Figures</h2><table><tr><th></th><th>this run</th><th>p10</th><th>p50</th><th>p90</th></tr>");
        Figure("Minutes of breach", summary.BreachMinutes, bands.BreachMinutes);
        Figure("Minutes above the target", summary.MinutesOverTarget, bands.MinutesOverTarget);
        Figure("Requests lost", summary.RequestsLost, bands.RequestsLost);
        Figure("Instance-hours", summary.InstanceHours, bands.InstanceHours);
        if (summary.Cost is { } cost)
        {
            Figure(summary.Currency is { } currency ? $"Cost, {currency}" : "Cost", cost, bands.Cost!);
        }

        Figure("Most in service", summary.PeakInService, bands.PeakInService);
        Add(html, $"</table><p>Elasticity (SPEC RG; 0 is perfect): under-provisioning {summary.UnderAccuracy:0.##} % in {summary.UnderTimeshare:0.##} % of the time, over-provisioning {summary.OverAccuracy:0.##} % in {summary.OverTimeshare:0.##} % of the time, jitter {summary.JitterPerHour:0.##} per hour.</p>");
        html.Append("<h2>What changed, and why</h2><table><tr><th>Time (UTC)</th><th>Desired</th><th>Why</th><th>Rules</th></tr>");
        foreach (var decision in rehearsal.Decisions.Where(static decision => decision.Outcome != "Held"))
        {
            Add(html, $"<tr><td>{decision.From:yyyy-MM-dd HH:mm}</td><td>{decision.DesiredBefore} → {decision.DesiredAfter}</td><td>{Escape(decision.Explanation)}</td><td>{Escape(string.Join(' ', decision.Rule))}</td></tr>\n");
        }

        html.Append("</table><h2>Assumed</h2><ul>");
        foreach (var assumption in rehearsal.Assumption.DefaultIfEmpty("Nothing beyond docs/scaling-model.md."))
        {
            Add(html, $"<li>{Escape(assumption)}</li>");
        }

        return html.Append("</ul></body></html>\n").ToString();

        void Figure(string name, double value, RehearsalBand band) =>
            Add(html, $"<tr><td>{name}</td><td class=\"n\">{value:#,0.##}</td><td class=\"n\">{band.P10:#,0.##}</td><td class=\"n\">{band.P50:#,0.##}</td><td class=\"n\">{band.P90:#,0.##}</td></tr>");
    }

    private static string Title(ScalingRehearsal rehearsal) =>
        string.Create(CultureInfo.InvariantCulture, $"{rehearsal.ScalingGroupName}: {rehearsal.StartTime:yyyy-MM-dd HH:mm} to {rehearsal.EndTime:yyyy-MM-dd HH:mm} UTC");

    private static void Add(StringBuilder text, FormattableString what) => text.Append(what.ToString(CultureInfo.InvariantCulture));

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text) ?? string.Empty;

    private sealed class Panel
    {
        private readonly StringBuilder _svg;
        private readonly List<RehearsalColumns.Column> _columns;
        private readonly double _top;
        private readonly int _y;

        public Panel(StringBuilder svg, List<RehearsalColumns.Column> columns, int index, double top, string title)
        {
            (_svg, _columns, _top, _y) = (svg, columns, top, Top + (index * (PanelHeight + Gap)));
            foreach (var share in new[] { 0, 0.5, 1 })
            {
                var y = Y(share * top);
                Add(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text class=\"dim\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{share * top:0.##}</text>");
            }

            Add(svg, $"<text x=\"{Left}\" y=\"{_y - 8}\">{Escape(title)}</text>");
            for (var i = 0; i <= 6 && columns.Count > 1; i++)
            {
                var column = Math.Min(columns.Count - 1, i * columns.Count / 6);
                Add(svg, $"<text class=\"dim\" x=\"{X(column):0.#}\" y=\"{_y + PanelHeight + 16}\" text-anchor=\"middle\">{columns[column].Time:HH:mm}</text>");
            }
        }

        public void Legend(params (string Class, string Text)[] items)
        {
            var x = 560;
            foreach (var (name, text) in items)
            {
                _ = name == "lostkey" ? Append($"<rect class=\"lost\" x=\"{x}\" y=\"{_y - 17}\" width=\"20\" height=\"9\"/>") : Append($"<line class=\"l {name}\" x1=\"{x}\" x2=\"{x + 20}\" y1=\"{_y - 12}\" y2=\"{_y - 12}\"/>");
                Add(_svg, $"<text class=\"dim\" x=\"{x + 26}\" y=\"{_y - 8}\">{text}</text>");
                x += 44 + (7 * text.Length);
            }
        }

        public void Line(Func<RehearsalColumns.Column, double?> value, string name)
        {
            var path = new StringBuilder();
            var isDown = false;
            for (var i = 0; i < _columns.Count; i++)
            {
                if (value(_columns[i]) is not { } known)
                {
                    isDown = false;
                    continue;
                }

                Add(path, $"{(isDown ? 'L' : 'M')}{X(i):0.#} {Y(known):0.#}");
                isDown = true;
            }

            Add(_svg, $"<path class=\"l {name}\" d=\"{path}\"/>");
        }

        public void Area(Func<RehearsalColumns.Column, double> upper, string name, Func<RehearsalColumns.Column, double> lower)
        {
            var path = new StringBuilder();
            for (var i = 0; i < _columns.Count; i++)
            {
                Add(path, $"{(i == 0 ? 'M' : 'L')}{X(i):0.#} {Y(upper(_columns[i])):0.#}");
            }

            for (var i = _columns.Count - 1; i >= 0; i--)
            {
                Add(path, $"L{X(i):0.#} {Y(lower(_columns[i])):0.#}");
            }

            Add(_svg, $"<path class=\"{name}\" d=\"{path}Z\"/>");
        }

        private StringBuilder Append(FormattableString what)
        {
            Add(_svg, what);
            return _svg;
        }

        private double X(int column) => Left + ((Width - Left - Right) * (double)column / Math.Max(1, _columns.Count - 1));

        private double Y(double value) => _y + PanelHeight - (PanelHeight * Math.Min(1, value / _top));
    }
}
