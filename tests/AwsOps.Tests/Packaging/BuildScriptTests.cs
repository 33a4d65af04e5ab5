using AwsOps.Host;

namespace AwsOps.Tests.Packaging;

/// <summary>build.ps1 in our own host: each task is one call of dotnet. A stand-in for dotnet says what it was given.</summary>
[Collection(Session.EnvironmentCollection.Name)]
public sealed class BuildScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("awsops-").FullName;
    private readonly string _path = Environment.GetEnvironmentVariable("PATH")!;

    public BuildScriptTests()
    {
        if (OperatingSystem.IsWindows())
        {
            File.WriteAllText(Path.Combine(_folder, "dotnet.cmd"), "@echo %*>\"%~dp0said\"\r\n@exit /b %AWSOPS_STAND_IN%\r\n");
        }
        else
        {
            var program = Path.Combine(_folder, "dotnet");
            File.WriteAllText(program, "#!/bin/sh\necho \"$@\" > \"${0%/*}/said\"\nexit ${AWSOPS_STAND_IN:-0}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Environment.SetEnvironmentVariable("PATH", _folder + Path.PathSeparator + _path);
    }

    public static TheoryData<string[], string> Tasks => new()
    {
        { [], $"build {At("src", "AwsOps")} --configuration Release" },
        { ["Build", "-Configuration", "Debug"], $"build {At("src", "AwsOps")} --configuration Debug" },
        { ["Test"], $"test {At("AwsOps.slnx")} --configuration Release" },
        { ["Package"], $"build {At("src", "AwsOps")} --configuration Release -t:Package" },
        { ["Install"], $"build {At("src", "AwsOps")} --configuration Release -t:Install" },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_task_is_one_call_of_dotnet(string[] arguments, string expected)
    {
        var (code, output) = Run(arguments);
        Assert.True(code == 0, output);
        Assert.Equal(expected, File.ReadAllText(Path.Combine(_folder, "said")).Trim());
    }

    [Fact]
    public void The_exit_code_is_dotnets()
    {
        Environment.SetEnvironmentVariable("AWSOPS_STAND_IN", "4");
        Assert.Equal(4, Run(["Build"]).Code);
    }

    [Fact]
    public void An_unknown_task_is_refused()
    {
        var (code, output) = Run(["Publish"]);
        Assert.Equal(1, code);
        Assert.Contains("Publish", output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Environment.SetEnvironmentVariable("AWSOPS_STAND_IN", null);
        Directory.Delete(_folder, recursive: true);
    }

    private static string At(params string[] parts) => Path.Combine([ModuleTest.RepositoryRoot, .. parts]);

    private static (int Code, string Output) Run(string[] arguments)
    {
        using var output = new StringWriter();
        using var session = new ScriptSession(ModuleTest.Manifest, output, output, input: null, width: 400);
        return (session.RunScript(At("build.ps1"), arguments), output.ToString().Trim());
    }
}
