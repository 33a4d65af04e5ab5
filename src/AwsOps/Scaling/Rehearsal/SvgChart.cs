using System.Globalization;
using System.Text;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>A replay as a drawing (SVG) or a page (HTML) that needs nothing else: light and dark by the reader's own setting.</summary>
internal static class SvgChart
{
    private const int Width = 960, Left = 64, Right = 16, PanelHeight = 200, Gap = 52, Top = 60;

    // Plain colours: CSS variables are known to browsers alone. Blue, vermilion, green and purple of Okabe and Ito's palette, which colour-blind
    // people tell apart (https://jfly.uni-koeln.de/color/); dashes tell the lines apart without any colour.
    private const string Style = """
        .page{color:#1b1f24;background:#fff;font:13px/1.45 system-ui,sans-serif}
        svg.page text{fill:#1b1f24;font:12px system-ui,sans-serif}svg.page text.dim{fill:#59636e}svg.page text.head{font-weight:600}
        .paper{fill:#fff}.grid{stroke:#d1d9e0;stroke-width:1}.area{fill:#0072b2;fill-opacity:.18}.lost{fill:#d55e00;fill-opacity:.6}
        .l{fill:none;stroke-width:1.8;stroke-linejoin:round}.load,.metric{stroke:#0072b2}.cap{stroke:#1b1f24;stroke-dasharray:2 2}.desired{stroke:#a4478b;stroke-dasharray:7 3}.serve{stroke:#00805f;stroke-width:2.4}
        .target{stroke:#a4478b;stroke-dasharray:7 3}
        @media(prefers-color-scheme:dark){.page{color:#f0f6fc;background:#0d1117}svg.page text{fill:#f0f6fc}svg.page text.dim{fill:#9198a1}.paper{fill:#0d1117}.grid{stroke:#3d444d}.area{fill:#56b4e9}.lost{fill:#ff8c3a}.load,.metric{stroke:#56b4e9}.cap{stroke:#f0f6fc}.desired,.target{stroke:#e3a0cf}.serve{stroke:#2fc79a}}
        """;

    /// <summary>The drawing.</summary>
    public static string Svg(ScalingRehearsal rehearsal)
    {
        var chart = new RehearsalColumns(rehearsal, Width - Left - Right);
        var height = Top + (3 * (PanelHeight + Gap));
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"page\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-labelledby=\"title desc\"><title id=\"title\">{Escape(Title(rehearsal))}</title><desc id=\"desc\">{Escape(Description(rehearsal))}</desc><style>{Style}</style><rect class=\"paper\" width=\"{Width}\" height=\"{height}\"/>");
        Add(svg, $"<text x=\"{Left}\" y=\"22\" class=\"head\">{Escape(Title(rehearsal))}</text>");
        var columns = chart.Columns;
        var panel = new Panel(svg, columns, 0, chart.Top, "requests per second");
        panel.Legend(("load", "load"), ("cap", "capacity that serves"), ("lostkey", "lost"));
        panel.Area(static column => column.Load, "area", static _ => 0);
        panel.Area(static column => Math.Max(column.Load, column.Capacity), "lost", static column => column.Capacity);
        panel.Line(static column => column.Load, "load");
        panel.Line(static column => column.Capacity, "cap");
        var instances = new Panel(svg, columns, 1, chart.MostInstances, "instances");
        instances.Legend(("desired", "desired"), ("serve", "serving"), ("cap", "in service"));
        instances.Line(static column => column.Serving, "serve", isStepped: true);
        instances.Line(static column => column.InService, "cap", isStepped: true);
        instances.Line(static column => column.Desired, "desired", isStepped: true);
        var target = rehearsal.Settings.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault(static policy => policy.IsEnabled)?.TargetValue;
        var most = Math.Max(target ?? 0, columns.Select(static column => column.Metric ?? 0).DefaultIfEmpty(1).Max());
        var metric = new Panel(svg, columns, 2, Math.Max(1e-9, most), Unit(rehearsal.Settings.Policies.Count > 0 ? rehearsal.Settings.Policies[0].Metric : ScalingMetric.CpuUtilization));
        metric.Legend(target is null ? [("metric", "metric")] : [("metric", "metric"), ("target", "target")]);
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
        html.Append("body{max-width:960px;margin:0 auto;padding:16px}table{border-collapse:collapse;margin:8px 0 24px}th,td{text-align:left;padding:3px 12px 3px 0;border-bottom:1px solid #8c959f55;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}h2{font-size:15px}</style></head><body class=\"page\">\n");
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

    private static string Unit(ScalingMetric metric) => metric switch
    {
        ScalingMetric.CpuUtilization => "CPU, percent",
        ScalingMetric.RequestCountPerTarget => "requests per instance and minute",
        ScalingMetric.BacklogPerInstance => "messages waiting per instance",
        _ => metric.ToString(),
    };

    /// <summary>What the drawing shows, for who can't see it.</summary>
    private static string Description(ScalingRehearsal rehearsal)
    {
        var summary = rehearsal.Summary;
        return string.Create(CultureInfo.InvariantCulture, $"Three charts over time: the load against the capacity that serves it, the instances, and the metric against its target. Breach {summary.BreachMinutes:0.#} minutes, {summary.RequestsLost:N0} of {summary.Requests:N0} requests lost, at most {summary.PeakInService} instances in service, {summary.ScaleOuts} scale-outs, {summary.ScaleIns} scale-ins.");
    }

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
            // There is no half instance.
            var step = index == 1 ? Math.Max(1, Step(top, 4)) : Step(top, 4);
            (_svg, _columns, _top, _y) = (svg, columns, step * Math.Ceiling((top / step) - 1e-9), Top + (index * (PanelHeight + Gap)));
            for (var value = 0.0; value <= _top * (1 + 1e-9); value += step)
            {
                var y = Y(value);
                Add(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text class=\"dim\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{value:#,0.###}</text>");
            }

            Add(svg, $"<text x=\"{Left}\" y=\"{_y - 10}\">{Escape(title)}</text>");
            Times();
        }

        /// <summary>1, 2 or 5 times a power of ten, so that about so many steps reach the top.</summary>
        private static double Step(double top, int steps)
        {
            var power = Math.Pow(10, Math.Floor(Math.Log10(top / steps)));
            return power * (new[] { 1.0, 2, 5 }.FirstOrDefault(factor => factor * power * steps >= top * (1 - 1e-9), 10));
        }

        /// <summary>Labels at full times: hours and minutes, and the date where a day begins or days are far apart.</summary>
        private void Times()
        {
            if (_columns.Count < 2)
            {
                return;
            }

            var (first, last) = (_columns[0].Time, _columns[^1].Time);
            var step = TimeSpan.FromMinutes(new[] { 1.0, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 30 * 1440, 90 * 1440 }.FirstOrDefault(minutes => (last - first).TotalMinutes / minutes <= 8, 365 * 1440));
            var isDays = step >= TimeSpan.FromDays(1);
            for (var time = new DateTime(((first.Ticks - 1) / step.Ticks + 1) * step.Ticks, DateTimeKind.Utc); time <= last; time += step)
            {
                var x = Left + ((Width - Left - Right) * ((time - first) / (last - first)));
                var text = isDays || (time.TimeOfDay == TimeSpan.Zero && last - first > TimeSpan.FromHours(12)) ? time.ToString("MM-dd", CultureInfo.InvariantCulture) : time.ToString("HH:mm", CultureInfo.InvariantCulture);
                Add(_svg, $"<line class=\"grid\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{_y + PanelHeight}\" y2=\"{_y + PanelHeight + 4}\"/><text class=\"dim\" x=\"{Math.Min(x, Width - 18):0.#}\" y=\"{_y + PanelHeight + 17}\" text-anchor=\"middle\">{text}</text>");
            }
        }

        public void Legend(params (string Class, string Text)[] items)
        {
            // From the right edge; a letter is about seven wide.
            var x = Width - Right - items.Sum(static item => 44 + (7 * item.Text.Length));
            foreach (var (name, text) in items)
            {
                _ = name == "lostkey" ? Append($"<rect class=\"lost\" x=\"{x}\" y=\"{_y - 19}\" width=\"20\" height=\"9\"/>") : Append($"<line class=\"l {name}\" x1=\"{x}\" x2=\"{x + 20}\" y1=\"{_y - 14}\" y2=\"{_y - 14}\"/>");
                Add(_svg, $"<text class=\"dim\" x=\"{x + 26}\" y=\"{_y - 10}\">{text}</text>");
                x += 44 + (7 * text.Length);
            }
        }

        public void Line(Func<RehearsalColumns.Column, double?> value, string name, bool isStepped = false)
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

                Add(path, isDown && isStepped ? (FormattableString)$"H{X(i):0.#}V{Y(known):0.#}" : $"{(isDown ? 'L' : 'M')}{X(i):0.#} {Y(known):0.#}");
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
