using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AwsOps.Tests.Shared;

namespace AwsOps.Tests.Clients;

/// <summary>Clients that somebody else wrote, as they are, use the sandbox over loopback: what it says is judged by their readers.</summary>
public sealed class ClientTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1 -Port 0")
{
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(3);
    private static readonly Lazy<(string? Program, string WhyNot)> Python = new(PythonTools.FindClients);

    private static string Folder => Path.Combine(RepositoryRoot, "tests", "AwsOps.Tests", "Clients");

    [Fact]
    public Task Boto3_builds_the_shop_and_sees_it_scale() => RunAsync("boto3_flow.py");

    [Fact]
    public Task The_AWS_CLI_builds_the_shop_and_sees_it_scale() => RunAsync("cli_flow.py");

    [Fact]
    public async Task The_AWS_CLI_as_a_program_of_its_own()
    {
        using var process = Start("-m", "awscli", "sts", "get-caller-identity", "--query", "Arn", "--output", "text");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(output.Trim() == "arn:aws:iam::111122223333:root", output + errors);
    }

    [Fact]
    public async Task What_is_not_simulated_says_so_in_every_protocol()
    {
        using var process = Start(Path.Combine(Folder, "not_simulated.py"));
        await process.StandardInput.WriteAsync(string.Join('\n', NotSimulated()));
        process.StandardInput.Close();
        await EndAsync(process, process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The operations of the list; of a service without any simulator the first few.</summary>
    private static IEnumerable<string> NotSimulated()
    {
        foreach (var name in File.ReadLines(Path.Combine(RepositoryRoot, "src", "AwsOps.Sandbox", "Kernel", "NotSimulated.txt")).Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line.Split(' ')[0]))
        {
            if (!name.EndsWith(":*", StringComparison.Ordinal))
            {
                yield return name;
                continue;
            }

            using var model = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot, "src", "AwsOps.Sdk", "Models", name[..^2] + ".json")));
            foreach (var operation in model.RootElement.GetProperty("operations").EnumerateObject().Take(5))
            {
                yield return name[..^1] + operation.Name;
            }
        }
    }

    /// <summary>Runs a script that asks this session between its calls: a line "!script" on its output, the answer on its input.</summary>
    private async Task RunAsync(string script)
    {
        using var process = Start(Path.Combine(Folder, script));
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Guard, TestContext.Current.CancellationToken) is { } line)
        {
            Assert.StartsWith("!", line, StringComparison.Ordinal);
            var answer = string.Join(' ', Ok(line[1..]).Select(static item => item?.ToString()));
            await process.StandardInput.WriteLineAsync(answer.AsMemory(), TestContext.Current.CancellationToken);
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        }

        await EndAsync(process, errors);
    }

    private static async Task EndAsync(Process process, Task<string> errors)
    {
        var told = await errors.WaitAsync(Guard, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Guard, TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, told);
    }

    private Process Start(params string[] arguments)
    {
        var (python, whyNot) = Python.Value;
        Assert.SkipWhen(python is null, $"boto3 and the AWS CLI are not here: {whyNot}");
        var start = new ProcessStartInfo(python!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_ENDPOINT_URL"] = One("Get-AwsOpsSandbox").Text("EndpointUrl");
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "anything";
        start.Environment["AWS_REGION"] = start.Environment["AWS_DEFAULT_REGION"] = "eu-west-1";
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(Path.GetTempPath(), "awsops-no-such-file");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }
}
