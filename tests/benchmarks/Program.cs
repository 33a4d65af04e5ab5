using System.Diagnostics;
using System.Globalization;
using AwsOps.Benchmarks;
using AwsOps.Benchmarks.Module;
using BenchmarkDotNet.Running;

// A process of its own for each import: see ImportMeasure.
if (args is ["--import", string manifest])
{
    Console.WriteLine(ImportMeasure.Import(manifest));
    return;
}

// `dotnet run -c Release -- --quick` times each measure with a stopwatch in a few seconds; anything else goes to BenchmarkDotNet.
if (args is not ["--quick", .. string[] names])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return;
}

foreach (Type type in typeof(Program).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IQuickMeasure))).OrderBy(type => type.Name))
{
    IQuickMeasure measure = (IQuickMeasure)Activator.CreateInstance(type)!;
    if (names.Length > 0 && !names.Any(name => measure.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
    {
        continue;
    }

    using IDisposable? resources = measure as IDisposable;
    _ = measure.Run();
    List<TimeSpan> times = [];
    TimeSpan bestProcessor = TimeSpan.MaxValue;
    double amount = 0;
    for (int i = 0; i < measure.Times; i++)
    {
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        amount = measure.Run();
        times.Add(measure.Elapsed ?? Stopwatch.GetElapsedTime(start));
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        bestProcessor = processor < bestProcessor ? processor : bestProcessor;
    }

    times.Sort();
    TimeSpan best = times[0];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measure.Name}: {best.TotalMilliseconds:N1} ms (median {times[times.Count / 2].TotalMilliseconds:N1}), {amount / best.TotalSeconds:N0} {measure.Unit}/s{measure.Note}; processor time {bestProcessor.TotalMilliseconds:N0} ms"));
}
