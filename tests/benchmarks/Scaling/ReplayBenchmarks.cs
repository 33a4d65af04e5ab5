using System.Globalization;
using AwsOps.Engine.Scaling;
using BenchmarkDotNet.Attributes;

namespace AwsOps.Benchmarks.Scaling;

/// <summary>
/// Replays of a day and a year at one minute, a search of 1,000 candidates over a week, and a trace of ten million rows. The budgets are
/// 5 ms, 1 s and, on two cores, 10 s.
/// </summary>
[MemoryDiagnoser]
public class ReplayBenchmarks
{
    private const int Day = 1440;

    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly ReplaySettings Shop = new()
    {
        MinSize = 4,
        MaxSize = 100,
        Zones = 3,
        Load = new() { CapacityPerInstance = 100 },
        Policies =
        [
            new TargetTrackingPolicy { Name = "cpu", TargetValue = 50, WarmupSeconds = 120 },
            new TargetTrackingPolicy { Name = "requests", Metric = ScalingMetric.RequestCountPerTarget, TargetValue = 3300, WarmupSeconds = 120 },
        ],
        Schedules = [new() { Name = "morning", Recurrence = CronSchedule.Parse("45 7 * * MON-FRI"), MinSize = 8 }, new() { Name = "evening", Recurrence = CronSchedule.Parse("0 20 * * *"), MinSize = 4 }],
    };

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html
    private static readonly ReplaySettings ShopOnMath = Shop with
    {
        Policies =
        [
            new TargetTrackingPolicy
            {
                Name = "math",
                Metric = ScalingMetric.MetricMath,
                TargetValue = 3300,
                WarmupSeconds = 120,
                MetricMath = new() { Id = "e", Queries = [new("requests", ReplaySignal.RequestCount, "Sum"), new("hosts", ReplaySignal.HealthyHosts), new("e", null, Expression: "requests / FILL(hosts, 1)")] },
            },
        ],
    };

    private readonly double[] _year = [.. LoadShapes.Daily(200, 3000, 14, 365 * Day, weekend: 0.6, noise: 0.05, seed: 1)];

    /// <summary>A day, its load at hand.</summary>
    [Benchmark]
    public double ReplayDay() => ScalingReplay.Run(Shop, Start, _year.Take(Day)).Cost;

    /// <summary>A year, its load at hand.</summary>
    [Benchmark]
    public double ReplayYear() => ScalingReplay.Run(Shop, Start, _year).Cost;

    /// <summary>A year with a policy on metric math.</summary>
    [Benchmark]
    public double ReplayMathYear() => ScalingReplay.Run(ShopOnMath, Start, _year).Cost;

    /// <summary>A search over a week.</summary>
    [Benchmark]
    public int SearchWeek() =>
        ScalingOptimizer.Search(Shop, Start, _year[..(7 * Day)], new() { MaxCandidates = 1000, HoldoutShare = 0, Minimums = [.. Enumerable.Range(1, 20)] }).Tried.Count;

    /// <summary>Ten million rows of a trace.</summary>
    [Benchmark]
    public long ReadTrace()
    {
        var trace = LoadTrace.Open(new Rows(10_000_000));
        return trace.Minutes().LongCount();
    }

    private sealed class Rows(int rows) : TextReader
    {
        private readonly char[] _block = Enumerable.Range(0, Day).SelectMany(m => string.Create(CultureInfo.InvariantCulture, $"0000-00-00 {m / 60:00}:{m % 60:00}:00,{1000 + m}.5\n")).ToArray();
        private int _row, _from, _to;

        public override int Read(char[] buffer, int index, int count)
        {
            if (_from == _to && _row < rows)
            {
                // A day at a time, its date written into each row.
                const int Length = 27;
                Span<char> date = stackalloc char[10];
                new DateTime(2004, 1, 1).AddDays(_row / Day).TryFormat(date, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                var taken = Math.Min(Day, rows - _row);
                for (var row = 0; row < taken; row++)
                {
                    date.CopyTo(_block.AsSpan(row * Length));
                }

                _row += taken;
                (_from, _to) = (0, taken * Length);
            }

            var length = Math.Min(count, _to - _from);
            Array.Copy(_block, _from, buffer, index, length);
            _from += length;
            return length;
        }
    }
}

internal sealed class QuickReplayDay : IQuickMeasure
{
    private readonly ReplayBenchmarks _benchmark = new();

    public string Name => "scaling replay, one day, a hundred times";

    public string Unit => "days";

    // Often enough that what is timed is compiled code.
    public double Run()
    {
        for (var i = 0; i < 100; i++)
        {
            _benchmark.ReplayDay();
        }

        return 100;
    }
}

internal sealed class QuickReplayYear : IQuickMeasure
{
    private readonly ReplayBenchmarks _benchmark = new();

    public string Name => "scaling replay, one year";

    public string Unit => "minutes";

    public double Run()
    {
        _benchmark.ReplayYear();
        return 365 * 1440;
    }
}

internal sealed class QuickReplayMathYear : IQuickMeasure
{
    private readonly ReplayBenchmarks _benchmark = new();

    public string Name => "scaling replay, one year, a policy on metric math";

    public string Unit => "minutes";

    public double Run()
    {
        _benchmark.ReplayMathYear();
        return 365 * 1440;
    }
}

internal sealed class QuickSearch : IQuickMeasure
{
    private readonly ReplayBenchmarks _benchmark = new();

    public string Name => "scaling search, a week, up to 1,000 candidates";

    public string Unit => "candidates";

    public double Run() => _benchmark.SearchWeek();
}

internal sealed class QuickTrace : IQuickMeasure
{
    private readonly ReplayBenchmarks _benchmark = new();

    public string Name => "scaling trace, 10,000,000 rows";

    public string Unit => "rows";

    public double Run() => _benchmark.ReadTrace();
}

/// <summary>Bytes that a replay allocates for each minute more: none, so memory is flat in the length of the load.</summary>
internal sealed class QuickReplayMemory : IQuickMeasure
{
    private readonly ReplayBenchmarks _benchmark = new();

    public string Name => "scaling replay, bytes allocated for a year beyond those for a day";

    public string Unit => "bytes (the amount, not the rate, counts)";

    public double Run()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _benchmark.ReplayDay();
        var day = GC.GetAllocatedBytesForCurrentThread() - before;
        _benchmark.ReplayYear();
        var year = GC.GetAllocatedBytesForCurrentThread() - before - day;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a day {day:N0} bytes, a year {year:N0} bytes"));
        return year - day;
    }
}
