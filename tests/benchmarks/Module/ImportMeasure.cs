using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AwsOps.Benchmarks.Module;

/// <summary>What Import-Module adds to an engine that is open and has run a command. The budget is 150 ms (median).</summary>
internal sealed class ImportMeasure : IQuickMeasure
{
    private readonly List<double> _processor = [];
    private TimeSpan _elapsed;

    /// <summary>The built module.</summary>
    public static string Manifest { get; } = typeof(ImportMeasure).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(item => item.Key == "ModuleManifest").Value!;

    public string Name => "Import-Module over a bare engine";

    public string Unit => "imports";

    public int Times => 15;

    public TimeSpan? Elapsed => _elapsed;

    public string? Note => string.Create(CultureInfo.InvariantCulture, $"; processor time, which a busy machine changes less: median {_processor.Order().ElementAt(_processor.Count / 2):N1} ms");

    /// <summary>Imports the module into this process's first runspace.</summary>
    /// <returns>Milliseconds by the clock, and of processor time.</returns>
    public static string Import(string manifest)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using PowerShell bare = PowerShell.Create(runspace);
        bare.AddScript("$null = Get-Command Import-Module; 1..3 | ForEach-Object { $_ }").Invoke();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        using PowerShell import = PowerShell.Create(runspace);
        import.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop").Invoke();
        return string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds} {(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds}");
    }

    /// <summary>An import in a process of its own: within one, a second import finds the assemblies loaded.</summary>
    public double Run()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [typeof(Program).Assembly.Location, "--import", Manifest] : ["--import", Manifest])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        double[] milliseconds = [.. process.StandardOutput.ReadToEnd().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        _elapsed = TimeSpan.FromMilliseconds(milliseconds[0]);
        _processor.Add(milliseconds[1]);
        return 1;
    }
}
