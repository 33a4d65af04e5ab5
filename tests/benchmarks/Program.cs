using System.Diagnostics;
using System.Globalization;
using AwsOps.Benchmarks;
using BenchmarkDotNet.Running;

// `dotnet run -c Release -- --quick` times each measure with a stopwatch in a few seconds; anything else goes to BenchmarkDotNet.
if (args is not ["--quick", .. string[] names])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return;
}

foreach (Type type in typeof(Program).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IQuickMeasure))).OrderBy(type => type.Name))
{
    IQuickMeasure measure = (IQuickMeasure)Activator.CreateInstance(type)!;
    if (names.Length > 0 && !names.Any(name => measure.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
    {
        continue;
    }

    _ = measure.Run();
    TimeSpan best = TimeSpan.MaxValue, bestProcessor = TimeSpan.MaxValue;
    double amount = 0;
    for (int i = 0; i < 3; i++)
    {
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        amount = measure.Run();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        best = elapsed < best ? elapsed : best;
        bestProcessor = processor < bestProcessor ? processor : bestProcessor;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measure.Name}: {best.TotalMilliseconds:N1} ms, {amount / best.TotalSeconds:N0} {measure.Unit}/s; processor time {bestProcessor.TotalMilliseconds:N0} ms, {amount / bestProcessor.TotalSeconds:N0} {measure.Unit}/s"));
}
