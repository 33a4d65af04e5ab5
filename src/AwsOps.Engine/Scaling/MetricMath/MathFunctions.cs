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
        ("DATAPOINT_COUNT", [MathSeries { Count: 0 }]) => new MathNumber(0),
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
        ("REMOVE_EMPTY", [MathArray a]) => new MathArray([.. a.Items.Where(static i => i.Count > 0)]),
        ("DIFF" or "DIFF_TIME" or "RATE" or "RUNNING_SUM", [MathArray a]) => new MathArray([.. a.Items.Select(i => (MathSeries)Call(name, [i], context))]),
        ("MINUTE", [MathSeries]) => Grid(context, static t => t.Minute),
        ("HOUR", [MathSeries]) => Grid(context, static t => t.Hour),
        // Monday is 1: "IF(DAY(m1)<6,m1) returns metrics only from weekdays, Monday to Friday".
        ("DAY", [MathSeries]) => Grid(context, static t => t.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)t.DayOfWeek),
        ("DATE", [MathSeries]) => Grid(context, static t => t.Day),
        ("MONTH", [MathSeries]) => Grid(context, static t => t.Month),
        ("YEAR", [MathSeries]) => Grid(context, static t => t.Year),
        ("EPOCH", [MathSeries]) => Grid(context, static t => (t - DateTime.UnixEpoch).TotalSeconds),
        ("DIFF", [MathSeries a]) => Steps(a, static (_, before, _, value) => value - before),
        ("DIFF_TIME", [MathSeries a]) => Steps(a, static (earlier, _, time, _) => (time - earlier).TotalSeconds),
        ("RATE", [MathSeries a]) => Steps(a, static (earlier, before, time, value) => (value - before) / (time - earlier).TotalSeconds),
        ("RUNNING_SUM", [MathSeries a]) => RunningSum(a),
        ("TIME_SERIES", [MathNumber a]) => Grid(context, _ => a.Value),
        ("IF", [var condition, var then]) => If(condition, then, null),
        ("IF", [var condition, var then, var otherwise]) => If(condition, then, otherwise),
        _ => throw new MathError($"The function {name} with {arguments.Count} argument(s) of these types is not known."),
    };

    /// <summary>Fills every period of the time range that has no datapoint.</summary>
    public static MathValue Fill(MathValue value, FillKind kind, MathValue? filler, MathContext context) => value switch
    {
        MathArray array => new MathArray([.. array.Items.Select(i => (MathSeries)Fill(i, kind, filler, context))]),
        MathSeries series => Grid(context, time => series.TryGetValue(time, out var known) ? known : Missing(series, time, kind, filler)) with { Label = series.Label },
        _ => throw new MathError("FILL takes a time series."),
    };

    private static double Missing(MathSeries series, DateTime time, FillKind kind, MathValue? filler)
    {
        if (kind == FillKind.Number)
        {
            return filler switch
            {
                MathNumber number => number.Value,
                MathSeries other => other.TryGetValue(time, out var found) ? found : double.NaN,
                _ => throw new MathError("FILL takes a number, a time series, REPEAT or LINEAR."),
            };
        }

        var after = ~series.Times.BinarySearch(time);
        if (after == 0)
        {
            return double.NaN;
        }

        var (before, value) = (series.Times[after - 1], series.Values[after - 1]);
        return kind == FillKind.Repeat ? value
            : after == series.Count ? double.NaN
            : value + ((series.Values[after] - value) * (time - before).Ticks / (series.Times[after] - before).Ticks);
    }

    private static MathSeries Grid(MathContext context, Func<DateTime, double> value)
    {
        var span = (context.End - context.Start).Ticks;
        var step = context.Period * TimeSpan.TicksPerSecond;
        var times = new DateTime[span <= 0 ? 0 : (int)((span + step - 1) / step)];
        var values = new double[times.Length];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = context.Start.AddTicks(i * step);
            values[i] = value(times[i]);
        }

        return MathSeries.Finite(times, values, times.Length, "");
    }

    // Of one series: the number over its datapoints. Of an array: the series over its members at each time that any of them has.
    private static MathValue Reduce(MathValue value, Func<IReadOnlyCollection<double>, double> function) => value switch
    {
        MathSeries { Count: 0 } => new MathNumber(double.NaN),
        MathSeries series => new MathNumber(function(series.Values.ToArray())),
        MathArray array => new MathSeries(array.Items.SelectMany(static i => i.Points).GroupBy(static p => p.Key, static p => p.Value)
            .OrderBy(static g => g.Key).Select(g => KeyValuePair.Create(g.Key, function([.. g])))),
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
        new(series.Points.Zip(series.Points.Skip(1), (a, b) => KeyValuePair.Create(b.Key, function(a.Key, a.Value, b.Key, b.Value))), series.Label);

    private static MathSeries RunningSum(MathSeries series)
    {
        double sum = 0;
        return series.Map(v => sum += v);
    }

    private static MathValue If(MathValue condition, MathValue then, MathValue? otherwise)
    {
        if (condition is MathNumber number)
        {
            return number.Value != 0 ? then : otherwise ?? MathSeries.Empty;
        }

        if (condition is not MathSeries series)
        {
            throw new MathError("The condition of IF is a number or a time series.");
        }

        // "has the value of 0, if the corresponding data point of metric1 is TRUE and … does not exist in metric2"; dropped if FALSE.
        var values = new double[series.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = series.Values[i] != 0 ? At(then, series.Times[i]) ?? 0 : At(otherwise, series.Times[i]) ?? double.NaN;
        }

        return series.Over(values);
    }

    private static double? At(MathValue? value, DateTime time) => value switch
    {
        null => null,
        MathNumber number => number.Value,
        MathSeries series => series.TryGetValue(time, out var found) ? found : null,
        _ => throw new MathError("IF chooses between numbers and time series."),
    };

    private static double Deviation(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
