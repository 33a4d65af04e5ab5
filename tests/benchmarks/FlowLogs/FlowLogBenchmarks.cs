using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AwsOps.Engine.FlowLogs;
using BenchmarkDotNet.Attributes;

namespace AwsOps.Benchmarks.FlowLogs;

/// <summary>Top talkers of 200 MB of records in the default format. The budget is 500 MB/s on one core; gzip is bound by inflate.</summary>
[MemoryDiagnoser]
public class FlowLogBenchmarks
{
    private readonly byte[] _plain = Records(200_000_000);
    private readonly byte[] _zipped;

    /// <summary>Makes the records.</summary>
    public FlowLogBenchmarks() => _zipped = Zip(_plain);

    /// <summary>Bytes of the plain records.</summary>
    public int Length => _plain.Length;

    /// <summary>Adds up the records by one key.</summary>
    [Benchmark]
    [Arguments(FlowDimension.Talker)]
    [Arguments(FlowDimension.Port)]
    public long Measure(FlowDimension by) => Measure(by, _plain);

    /// <summary>The same from gzip.</summary>
    [Benchmark]
    public long MeasureGzip() => Measure(FlowDimension.Talker, _zipped);

    /// <summary>Only inflates, to compare with.</summary>
    [Benchmark]
    public long Inflate()
    {
        using GZipStream stream = new(new MemoryStream(_zipped), CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 18];
        long length = 0;
        for (int read; (read = stream.Read(buffer)) > 0; length += read)
        {
        }

        return length;
    }

    /// <summary>Records of 4,000 addresses inside and 80,000 outside, or, with many, of 650,000: more than are counted exactly.</summary>
    internal static byte[] Records(int bytes, bool many = false)
    {
        Random random = new(1);
        StringBuilder text = new(bytes + 200);
        for (long time = 1_418_530_010; text.Length < bytes; time += random.Next(100) == 0 ? 1 : 0)
        {
            bool answer = random.Next(2) == 0;
            string inside = $"10.0.{random.Next(16)}.{random.Next(250)}", outside = $"{random.Next(20, 60)}.{random.Next(8)}.{random.Next(256)}.{(random.Next(many ? 8 : 1))}";
            int service = random.Next(5) == 0 ? 22 : 443, client = random.Next(1024, 65_536);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"2 123456789010 eni-{random.Next(200):x17} {(answer ? inside : outside)} {(answer ? outside : inside)} {(answer ? service : client)} {(answer ? client : service)} 6 {random.Next(1, 500)} {random.Next(40, 900_000)} {time} {time + 57} {(random.Next(10) == 0 ? "REJECT" : "ACCEPT")} OK\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    internal static long Measure(FlowDimension by, byte[] data)
    {
        FlowAggregator aggregator = new(new FlowQuery { By = by });
        using MemoryStream stream = new(data);
        aggregator.Read(stream);
        return aggregator.Totals(10).Count;
    }

    private static byte[] Zip(byte[] data)
    {
        using MemoryStream target = new();
        using (GZipStream zip = new(target, CompressionLevel.Optimal))
        {
            zip.Write(data);
        }

        return target.ToArray();
    }
}

internal sealed class QuickFlowLogTalkers : IQuickMeasure
{
    private readonly FlowLogBenchmarks _benchmark = new();

    public string Name => "flow logs, top talkers, plain";

    public string Unit => "MB";

    public double Run()
    {
        _benchmark.Measure(FlowDimension.Talker);
        return _benchmark.Length / 1e6;
    }
}

/// <summary>
/// What one core does, by its own time: a file out of the system's cache, read, parsed and added up. The budget is 500 MB/s. The
/// clock of a machine that does other things too is left out of it.
/// </summary>
internal sealed class QuickFlowLogOneCore : IQuickMeasure, IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public QuickFlowLogOneCore() => File.WriteAllBytes(_file, FlowLogBenchmarks.Records(200_000_000));

    public string Name => "flow logs, top talkers, a plain file, one core, processor time";

    public string Unit => "MB";

    public int Times => 7;

    public TimeSpan? Elapsed { get; private set; }

    public double Run()
    {
        using Process process = Process.GetCurrentProcess();
        nint before = 0;
        // Elsewhere the processor's time alone says it.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            before = process.ProcessorAffinity;
            process.ProcessorAffinity = before & -before;
        }

        process.Refresh();
        TimeSpan start = process.TotalProcessorTime;
        FlowAggregator aggregator = new(new FlowQuery());
        using (FileStream stream = new(_file, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan))
        {
            aggregator.Read(stream);
        }

        process.Refresh();
        Elapsed = process.TotalProcessorTime - start;
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            process.ProcessorAffinity = before;
        }

        return aggregator.Statistics.Bytes / 1e6;
    }

    public void Dispose() => File.Delete(_file);
}

internal sealed class QuickFlowLogPorts : IQuickMeasure
{
    private readonly FlowLogBenchmarks _benchmark = new();

    public string Name => "flow logs, ports, plain";

    public string Unit => "MB";

    public double Run()
    {
        _benchmark.Measure(FlowDimension.Port);
        return _benchmark.Length / 1e6;
    }
}

internal sealed class QuickFlowLogBeyond : IQuickMeasure
{
    private readonly byte[] _plain = FlowLogBenchmarks.Records(200_000_000, many: true);

    public string Name => "flow logs, five times more talkers than are counted exactly, plain";

    public string Unit => "MB";

    public double Run()
    {
        FlowLogBenchmarks.Measure(FlowDimension.Talker, _plain);
        return _plain.Length / 1e6;
    }
}

internal sealed class QuickFlowLogGzip : IQuickMeasure
{
    private readonly FlowLogBenchmarks _benchmark = new();

    public string Name => "flow logs, top talkers, gzip";

    public string Unit => "MB";

    public double Run()
    {
        _benchmark.MeasureGzip();
        return _benchmark.Length / 1e6;
    }
}

/// <summary>Gzip beside its parts, in turn, so that a machine that does other things disturbs all alike: by the clock it may be no more than the slower part.</summary>
internal sealed class QuickFlowLogInflate : IQuickMeasure
{
    private readonly FlowLogBenchmarks _benchmark = new();
    private readonly (TimeSpan Clock, TimeSpan Processor)[] _best = [.. Enumerable.Repeat((TimeSpan.MaxValue, TimeSpan.MaxValue), 3)];

    public string Name => "flow logs, gzip beside inflate and parse alone";

    public string Unit => "MB";

    public int Times => 7;

    public TimeSpan? Elapsed { get; private set; }

    public string Note => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $" (by the clock {Text(static t => t.Clock)} for inflate, parse and gzip: gzip {_best[2].Clock / TimeSpan.FromTicks(Math.Max(_best[0].Clock.Ticks, _best[1].Clock.Ticks)):N2} of the slower part; of the processor {Text(static t => t.Processor)} ms)");

    public double Run()
    {
        Action[] parts = [() => _benchmark.Inflate(), () => _benchmark.Measure(FlowDimension.Talker), () => _benchmark.MeasureGzip()];
        for (int i = 0; i < parts.Length; i++)
        {
            using Process process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            parts[i]();
            TimeSpan clock = Stopwatch.GetElapsedTime(start);
            process.Refresh();
            TimeSpan processor = process.TotalProcessorTime - before;
            _best[i] = (clock < _best[i].Clock ? clock : _best[i].Clock, processor < _best[i].Processor ? processor : _best[i].Processor);
            Elapsed = clock;
        }

        return _benchmark.Length / 1e6;
    }

    private string Text(Func<(TimeSpan Clock, TimeSpan Processor), TimeSpan> of) => string.Join(", ", _best.Select(t => of(t).TotalMilliseconds.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)));
}

/// <summary>Not a speed: how much memory ten times the input costs.</summary>
internal sealed class QuickFlowLogMemory : IQuickMeasure
{
    private readonly byte[] _piece = FlowLogBenchmarks.Records(20_000_000);

    public string Name => $"flow logs, heap after 1x and 10x of 20 MB: {Heap(1):N1} and {Heap(10):N1} MB, in";

    public string Unit => "MB";

    public double Run()
    {
        Heap(10);
        return 200;
    }

    private double Heap(int times)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        FlowAggregator aggregator = new(new FlowQuery { By = FlowDimension.Pair, Capacity = 1 << 16 });
        for (int i = 0; i < times; i++)
        {
            using MemoryStream stream = new(_piece);
            aggregator.Read(stream);
        }

        double after = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        GC.KeepAlive(aggregator);
        return after;
    }
}
