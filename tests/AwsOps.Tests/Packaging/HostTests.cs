using System.Diagnostics;
using AwsOps.Host;

namespace AwsOps.Tests.Packaging;

/// <summary>tools/AwsOps.Host as a replacement of pwsh where there is none: its exit codes, arguments and streams.</summary>
/// <remarks>https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_pwsh, -Command and -File</remarks>
public sealed class HostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("awsops-").FullName;

    /// <summary>Of the same configuration as these tests.</summary>
    private static string HostAssembly { get; } =
        Path.Combine(ModuleTest.RepositoryRoot, "tools", "AwsOps.Host", "bin", AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "AwsOps.Host.dll");

    [Theory]
    [InlineData("1 + 1", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("throw 'broken'", 1)]
    [InlineData("Get-LaunchTemplate nothing", 1)]
    [InlineData("Get-Command nothing-of-the-kind; 'and goes on'", 0)]
    [InlineData("'first'; Get-Command nothing-of-the-kind", 1)]
    [InlineData("1 +", 1)]
    [InlineData("exit 0; throw 'never'", 0)]
    public void A_command_ends_as_in_pwsh(string command, int exitCode)
    {
        var (code, output) = Session(session => session.RunCommand("$null = Start-AwsOpsSandbox; " + command));
        Assert.True(code == exitCode, $"{code}: {output}");
    }

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 5", 5)]
    [InlineData("throw 'broken'", 1)]
    [InlineData("Get-Command nothing-of-the-kind", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; Get-Command nothing-of-the-kind", 1)]
    [InlineData("function f { exit 7 }; f; 'never'", 7)]
    public void A_script_ends_as_in_pwsh(string script, int exitCode)
    {
        var (code, output) = Session(session => session.RunScript(File_(script), []));
        Assert.True(code == exitCode, $"{code}: {output}");
    }

    [Fact]
    public void Arguments_bind_by_name_and_by_position()
    {
        var script = File_("param([string] $Name, [int] $Count = 1, [switch] $Loud, [Parameter(ValueFromRemainingArguments)] $Rest) \"$Name/$Count/$Loud/$($Rest -join '+')\"");
        Assert.Equal("shop/3/True/a b+c", Session(session => session.RunScript(script, ["shop", "-Count", "3", "-Loud", "a b", "c"])).Output.Trim());
        Assert.Equal("shop/1/False/", Session(session => session.RunScript(script, ["-Name:shop", "-Loud:$false"])).Output.Trim());
        Assert.Equal("-5/2/False/", Session(session => session.RunScript(script, ["-Name", "-5", "-Count", "2"])).Output.Trim());
    }

    [Fact]
    public void A_script_that_is_not_there_is_a_usage_error()
    {
        var (code, output) = Session(static session => session.RunScript("nowhere.ps1", []));
        Assert.Equal(64, code);
        Assert.Contains("'nowhere.ps1'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_program_it_gives_its_code_and_keeps_errors_apart()
    {
        Assert.Equal((3, "4"), await ProcessAsync(null, "-c", "2 + 2; exit 3"));
        Assert.Equal((64, string.Empty), await ProcessAsync(null, "-c"));
        var (code, usage) = await ProcessAsync(null, "--help");
        Assert.Equal(0, code);
        Assert.StartsWith("usage: ", usage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_prompt_reads_statements_over_several_lines()
    {
        var (code, output) = await ProcessAsync("$x = 20\nif ($x) {\n$x + 22\n}\n\nthrow 'broken'\n'goes on'\nexit 9\n");
        Assert.Equal(9, code);
        Assert.Contains("42", output, StringComparison.Ordinal);
        Assert.Contains("goes on", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Code, string Output) Session(Func<ScriptSession, int> run)
    {
        using var output = new StringWriter();
        using var session = new ScriptSession(ModuleTest.Manifest, output, output, input: null, width: 120);
        return (run(session), output.ToString());
    }

    private static async Task<(int Code, string Output)> ProcessAsync(string? input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [HostAssembly, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Trim());
    }

    private string File_(string script)
    {
        var path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, script);
        return path;
    }
}
