using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AwsOps.Tests.Shared;

/// <summary>
/// Programs in Python that somebody else wrote: moto, boto3 and the AWS CLI. Where this machine's Python has them, tests use
/// those; otherwise they make a virtual environment, once for each user; where that cannot be had either, the reason says so.
/// </summary>
public static class PythonTools
{
    /// <summary>The version of moto that the tests know.</summary>
    public const string MotoVersion = "5.2.1";

    private static readonly string[] Packages = [$"moto[server]=={MotoVersion}", "boto3==1.43.11", "awscli==1.45.11"];
    private static readonly Lazy<(string? Folder, string WhyNot)> Environment = new(MakeEnvironment);

    /// <summary>moto's server; null, and why, when it can't be had.</summary>
    public static (string? Program, string WhyNot) FindMoto() => Runs("moto_server", "--help") ? ("moto_server", "") : FromEnvironment("moto_server");

    /// <summary>A Python with boto3 and the AWS CLI; null, and why, when it can't be had.</summary>
    public static (string? Program, string WhyNot) FindClients() =>
        Python() is { } python && Runs(python, "-c", "import boto3, awscli.clidriver") ? (python, "") : FromEnvironment("python");

    private static (string? Program, string WhyNot) FromEnvironment(string name)
    {
        var (folder, whyNot) = Environment.Value;
        if (folder is null)
        {
            return (null, whyNot);
        }

        var program = InEnvironment(folder, name);
        return File.Exists(program) ? (program, "") : (null, $"{program} is missing from its virtual environment");
    }

    private static (string? Folder, string WhyNot) MakeEnvironment()
    {
        if (Python() is not { } python)
        {
            return (null, "there is no Python");
        }

        var folder = Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData, System.Environment.SpecialFolderOption.Create), "AwsOps", $"python-tools-{MotoVersion}");
        var done = Path.Combine(folder, "complete");

        // Test projects run side by side; one of them installs, the others wait.
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        using var turn = Lock(folder + ".lock");
        if (!File.Exists(done))
        {
            if (!(Runs(python, "-m", "venv", folder) && Runs(InEnvironment(folder, "python"), ["-m", "pip", "install", "--quiet", .. Packages])))
            {
                return (null, $"pip could not install {string.Join(", ", Packages)}");
            }

            File.WriteAllText(done, string.Join(System.Environment.NewLine, Packages));
        }

        return (folder, "");
    }

    private static string? Python() => new[] { "python3", "python" }.FirstOrDefault(static name => Runs(name, "--version"));

    private static string InEnvironment(string folder, string program) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? Path.Combine(folder, "Scripts", program + ".exe") : Path.Combine(folder, "bin", program);

    private static FileStream? Lock(string path)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(500);
            }
        }

        return null;
    }

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
