using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AwsOps.Benchmarks.Module;

/// <summary>What Import-Module adds to an engine that is open and has run a command. The budget is 150 ms (median).</summary>
internal sealed class ImportMeasure : IQuickMeasure
{
    private TimeSpan _elapsed;

    /// <summary>The built module.</summary>
    public static string Manifest { get; } = typeof(ImportMeasure).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(item => item.Key == "ModuleManifest").Value!;

    public string Name => "Import-Module over a bare engine";

    public string Unit => "imports";

    public int Times => 15;

    public TimeSpan? Elapsed => _elapsed;

    /// <summary>Imports the module into this process's first runspace.</summary>
    /// <returns>Milliseconds.</returns>
    public static double Import(string manifest)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using PowerShell bare = PowerShell.Create(runspace);
        bare.AddScript("$null = Get-Command Import-Module; 1..3 | ForEach-Object { $_ }").Invoke();
        long start = Stopwatch.GetTimestamp();
        using PowerShell import = PowerShell.Create(runspace);
        import.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop").Invoke();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>An import in a process of its own: within one, a second import finds the assemblies loaded.</summary>
    public double Run()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [typeof(Program).Assembly.Location, "--import", Manifest] : ["--import", Manifest])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        _elapsed = TimeSpan.FromMilliseconds(double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture));
        return 1;
    }
}
