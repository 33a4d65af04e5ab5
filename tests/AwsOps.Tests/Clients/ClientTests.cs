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
    public Task The_AWS_CLI_puts_a_classic_load_balancer_in_front() => RunAsync("cli_classic.py");

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

    /// <summary>
    /// The queries that are printed for Athena ask what the engine asks: SQLite, which somebody else wrote, finds the same in the
    /// same records. There are medians to get right: a population that calls 20 ports each, a backup that sends much all the time.
    /// </summary>
    [Fact]
    public async Task What_is_printed_for_Athena_finds_what_the_engine_finds()
    {
        const long First = 1_418_529_600;
        List<string> lines = [];
        void Add(string from, string to, int port, long bytes = 1000, int interval = 0, string action = "ACCEPT") =>
            lines.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"2 123456789010 eni-1 {from} {to} 50000 {port} 6 5 {bytes} {First + (interval * 300)} {First + (interval * 300) + 30} {action} OK"));
        foreach (var port in Enumerable.Range(1, 40))
        {
            Add("203.0.113.9", "10.0.0.5", port, action: "REJECT");
            Add("10.0.0.7", $"10.0.1.{port}", 445);
            foreach (var neighbour in Enumerable.Range(1, port <= 20 ? 200 : 0))
            {
                Add($"10.0.2.{neighbour}", "10.0.0.6", 8000 + port);
            }
        }

        foreach (var interval in Enumerable.Range(0, 12))
        {
            Add("10.0.0.8", "198.51.100.1", 443, interval == 5 ? 900_000_000 : 1_000_000, interval);
            Add("10.0.0.9", "198.51.100.2", 443, 300_000_000 + (interval * 1_000_000), interval);
            foreach (var source in Enumerable.Range(1, interval == 7 ? 80 : 0))
            {
                Add($"198.51.100.{source}", "10.0.0.4", 22, interval: interval, action: "REJECT");
            }
        }

        var file = Path.Combine(Path.GetTempPath(), $"awsops-{Guid.NewGuid():N}.log");
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        try
        {
            const string Kinds = "PortScan, HostSweep, Exfiltration, RejectBurst";
            var expected = Ok($"Find-FlowLogAnomaly '{file}' -Kind {Kinds} -Interval 0:05").Select(static f => $"{f.Text("SourceAddress")} {f.Text("DestinationAddress")} {f.Text("Value")}".Trim());
            var queries = Ok($"Find-FlowLogAnomaly -AsQuery Athena -Kind {Kinds} -Interval 0:05").Select(static q => q.ToString());
            using var process = Start(Path.Combine(Folder, "athena.py"));
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(new { lines, queries }));
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await EndAsync(process, errors);
            using var answer = JsonDocument.Parse(await output);
            string Text(JsonElement row, params string[] names) => string.Join(' ', names.Select(name => row.TryGetProperty(name, out var value) ? value.ToString() : string.Empty)).Trim();
            var actual = answer.RootElement.EnumerateArray().SelectMany(static rows => rows.EnumerateArray()).Select(row => System.Text.RegularExpressions.Regex.Replace(Text(row, "srcaddr", "dstaddr", "ports", "hosts", "peak"), " +", " "));
            Assert.Equal(expected.Select(static text => System.Text.RegularExpressions.Regex.Replace(text, " +", " ")).Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
            Assert.Contains("10.0.0.8 900000000", actual);
        }
        finally
        {
            File.Delete(file);
        }
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
