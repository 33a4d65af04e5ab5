namespace AwsOps.Engine.Scaling;

/// <summary>What FILL puts where there is no datapoint.</summary>
internal enum FillKind
{
    Number,
    Repeat,
    Linear,
}

/// <summary>
/// Functions of metric math that scaling and alarms use.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
/// </summary>
internal static class MathFunctions
{
    public static MathValue Call(string name, List<MathValue> arguments, MathContext context) => (name, arguments) switch
    {
        ("SUM", [var a]) => Reduce(a, static v => v.Sum()),
        // "Missing values are treated as 0": of an array; the average of one series is that of its datapoints.
        ("AVG", [MathArray a]) => ((MathSeries)Reduce(a, static v => v.Sum())).Map(sum => sum / a.Items.Count),
        ("AVG", [var a]) => Reduce(a, static v => v.Average()),
        ("DATAPOINT_COUNT", [MathSeries { Points.Count: 0 }]) => new MathNumber(0),
        ("DATAPOINT_COUNT", [var a]) => Reduce(a, static v => v.Count),
        ("MIN", [var a]) => Reduce(a, static v => v.Min()),
        ("MAX", [var a]) => Reduce(a, static v => v.Max()),
        ("STDDEV", [var a]) => Reduce(a, Deviation),
        ("METRIC_COUNT", [MathArray a]) => new MathNumber(a.Items.Count),
        ("METRIC_COUNT", [MathSeries]) => new MathNumber(1),
        ("ABS", [var a]) => Map(a, Math.Abs),
        ("CEIL", [var a]) => Map(a, Math.Ceiling),
        ("FLOOR", [var a]) => Map(a, Math.Floor),
        ("LOG", [var a]) => Map(a, Math.Log),
        ("LOG10", [var a]) => Map(a, Math.Log10),
        ("FIRST", [MathArray { Items: [var first, ..] }]) => first,
        ("LAST", [MathArray { Items: [.., var last] }]) => last,
        ("REMOVE_EMPTY", [MathArray a]) => new MathArray([.. a.Items.Where(static i => i.Points.Count > 0)]),
        ("DIFF" or "DIFF_TIME" or "RATE" or "RUNNING_SUM", [MathArray a]) => new MathArray([.. a.Items.Select(i => (MathSeries)Call(name, [i], context))]),
        ("MINUTE", [MathSeries]) => new MathSeries(Grid(context, static t => t.Minute)),
        ("HOUR", [MathSeries]) => new MathSeries(Grid(context, static t => t.Hour)),
        // Monday is 1: "IF(DAY(m1)<6,m1) returns metrics only from weekdays, Monday to Friday".
        ("DAY", [MathSeries]) => new MathSeries(Grid(context, static t => t.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)t.DayOfWeek)),
        ("DATE", [MathSeries]) => new MathSeries(Grid(context, static t => t.Day)),
        ("MONTH", [MathSeries]) => new MathSeries(Grid(context, static t => t.Month)),
        ("YEAR", [MathSeries]) => new MathSeries(Grid(context, static t => t.Year)),
        ("EPOCH", [MathSeries]) => new MathSeries(Grid(context, static t => (t - DateTime.UnixEpoch).TotalSeconds)),
        ("DIFF", [MathSeries a]) => Steps(a, static (_, before, _, value) => value - before),
        ("DIFF_TIME", [MathSeries a]) => Steps(a, static (earlier, _, time, _) => (time - earlier).TotalSeconds),
        ("RATE", [MathSeries a]) => Steps(a, static (earlier, before, time, value) => (value - before) / (time - earlier).TotalSeconds),
        ("RUNNING_SUM", [MathSeries a]) => RunningSum(a),
        ("TIME_SERIES", [MathNumber a]) => new MathSeries(Grid(context, _ => a.Value)),
        ("IF", [var condition, var then]) => If(condition, then, null),
        ("IF", [var condition, var then, var otherwise]) => If(condition, then, otherwise),
        _ => throw new MathError($"The function {name} with {arguments.Count} argument(s) of these types is not known."),
    };

    /// <summary>Fills every period of the time range that has no datapoint.</summary>
    public static MathValue Fill(MathValue value, FillKind kind, MathValue? filler, MathContext context) => value switch
    {
        MathArray array => new MathArray([.. array.Items.Select(i => (MathSeries)Fill(i, kind, filler, context))]),
        MathSeries series => new MathSeries(
            Grid(context, time => series.Points.TryGetValue(time, out var known) ? known : Missing(series, time, kind, filler)), series.Label),
        _ => throw new MathError("FILL takes a time series."),
    };

    private static double Missing(MathSeries series, DateTime time, FillKind kind, MathValue? filler)
    {
        if (kind == FillKind.Number)
        {
            return filler switch
            {
                MathNumber number => number.Value,
                MathSeries other => other.Points.TryGetValue(time, out var found) ? found : double.NaN,
                _ => throw new MathError("FILL takes a number, a time series, REPEAT or LINEAR."),
            };
        }

        var before = series.Points.LastOrDefault(p => p.Key < time);
        var after = series.Points.FirstOrDefault(p => p.Key > time);
        if (before.Key == default)
        {
            return double.NaN;
        }

        return kind == FillKind.Repeat || after.Key == default
            ? kind == FillKind.Repeat ? before.Value : double.NaN
            : before.Value + ((after.Value - before.Value) * (time - before.Key).Ticks / (after.Key - before.Key).Ticks);
    }

    private static SortedList<DateTime, double> Grid(MathContext context, Func<DateTime, double> value)
    {
        var points = new SortedList<DateTime, double>();
        for (var time = context.Start; time < context.End; time = time.AddSeconds(context.Period))
        {
            var at = value(time);
            if (double.IsFinite(at))
            {
                points.Add(time, at);
            }
        }

        return points;
    }

    // Of one series: the number over its datapoints. Of an array: the series over its members at each time that any of them has.
    private static MathValue Reduce(MathValue value, Func<IReadOnlyCollection<double>, double> function) => value switch
    {
        MathSeries { Points.Count: 0 } => new MathNumber(double.NaN),
        MathSeries series => new MathNumber(function([.. series.Points.Values])),
        MathArray array => new MathSeries([]).With(array.Items.SelectMany(static i => i.Points).GroupBy(static p => p.Key, static p => p.Value)
            .Select(g => KeyValuePair.Create(g.Key, function([.. g])))),
        _ => value,
    };

    private static MathValue Map(MathValue value, Func<double, double> function) => value switch
    {
        MathNumber number => new MathNumber(function(number.Value)),
        MathSeries series => series.Map(function),
        MathArray array => new MathArray([.. array.Items.Select(i => i.Map(function))]),
        _ => value,
    };

    private static MathSeries Steps(MathSeries series, Func<DateTime, double, DateTime, double, double> function) =>
        series.With(series.Points.Zip(series.Points.Skip(1), (a, b) => KeyValuePair.Create(b.Key, function(a.Key, a.Value, b.Key, b.Value))));

    private static MathSeries RunningSum(MathSeries series)
    {
        double sum = 0;
        return series.Map(v => sum += v);
    }

    private static MathValue If(MathValue condition, MathValue then, MathValue? otherwise)
    {
        if (condition is MathNumber number)
        {
            return number.Value != 0 ? then : otherwise ?? new MathSeries([]);
        }

        if (condition is not MathSeries series)
        {
            throw new MathError("The condition of IF is a number or a time series.");
        }

        return series.With(series.Points
            // "has the value of 0, if the corresponding data point of metric1 is TRUE and … does not exist in metric2"; dropped if FALSE.
            .Select(p => (p.Key, Value: p.Value != 0 ? At(then, p.Key) ?? 0 : At(otherwise, p.Key)))
            .Where(static p => p.Value is not null)
            .Select(static p => KeyValuePair.Create(p.Key, p.Value!.Value)));
    }

    private static double? At(MathValue? value, DateTime time) => value switch
    {
        null => null,
        MathNumber number => number.Value,
        MathSeries series => series.Points.TryGetValue(time, out var found) ? found : null,
        _ => throw new MathError("IF chooses between numbers and time series."),
    };

    private static double Deviation(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
