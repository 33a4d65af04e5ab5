using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Wire;
using AwsOps.Tests.Shared;

namespace AwsOps.Sandbox.Tests;

/// <summary>
/// One list of requests, on the wire, to the sandbox and to moto, an emulator that somebody else wrote. A step is
/// <c>Operation Parameter=value&amp;…</c>; <c>sg1 = Operation …</c> keeps the answer's first id of that prefix, which later steps
/// name as <c>{sg1}</c>. What a step with <c>~</c> before it answers is not compared. After every step the sandbox's clock goes on by
/// <see cref="Pause"/>: in moto things are at once what they become in AWS.
/// </summary>
/// <param name="moto">The other one.</param>
/// <param name="service">Signing name, which is also the host's.</param>
/// <param name="version">API version.</param>
/// <param name="random">Members of answers that are not compared: ids, times, and what moto invents or leaves out.</param>
internal sealed partial class TwoBackends(MotoServer moto, string service, string version, params string[] random) : IDisposable
{
    private static readonly string[] AlwaysRandom = ["requestId", "RequestID", "RequestId", "clientToken"];

    private readonly HttpClient _theirs = new() { BaseAddress = new Uri(moto.Require()) };

    /// <summary>What passes in the sandbox after each step.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Runs the steps on both; fails with every step whose status, error code or values differ.</summary>
    public async Task SameAsync(params IEnumerable<string> steps)
    {
        await moto.ResetAsync(TestContext.Current.CancellationToken);
        var (theirs, ours) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        var differences = new List<string>();
        var cloud = new SandboxCloud();
        using var client = new HttpClient(new SandboxHandler(cloud)) { BaseAddress = new Uri($"http://{service}.eu-west-1.amazonaws.com") };
        foreach (var step in steps)
        {
            var (name, request) = step.TrimStart('~').Split(" = ", 2) is [var kept, var rest] && !kept.Contains(' ', StringComparison.Ordinal) ? (kept, rest) : (null, step.TrimStart('~'));
            var expected = await SendAsync(_theirs, request, theirs, name);
            var actual = await SendAsync(client, request, ours, name);
            cloud.Advance(Pause);
            if (expected != actual && step[0] != '~')
            {
                differences.Add($"{step}\n  moto: {expected}\n  ours: {actual}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    public void Dispose() => _theirs.Dispose();

    private async Task<string> SendAsync(HttpClient client, string step, Dictionary<string, string> known, string? name)
    {
        step = Name().Replace(step, match => known.GetValueOrDefault(match.Groups[1].Value, match.Value));
        var (operation, parameters) = (step.Split(' ')[0], step[(step.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var form = parameters.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair => KeyValuePair.Create(pair.Split('=')[0], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent([new("Action", operation), new("Version", version), .. form]) };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse($"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        XDocument document;
        try
        {
            document = XDocument.Parse(body);
        }
        catch (System.Xml.XmlException)
        {
            return $"{(int)response.StatusCode} {body[..Math.Min(body.Length, 200)]}";
        }

        if (name is not null && document.Descendants().FirstOrDefault(e => !e.HasElements && Id().Match(e.Value) is { Success: true } match && match.Groups[1].Value == name.TrimEnd('1', '2', '3')) is { } id)
        {
            known[name] = Id().Match(id.Value).Value; // of an ARN only the id
        }

        return $"{(int)response.StatusCode} " + string.Join(" ", document.Descendants()
            .Where(e => !e.HasElements && e.Value.Trim().Length > 0 && !AlwaysRandom.Contains(e.Name.LocalName) && !random.Contains(e.Name.LocalName))
            .Where(static e => e.Name.LocalName is not ("message" or "Message"))
            .Select(static e => $"{e.Name.LocalName}={Id().Replace(e.Value.Trim(), "$1-…")}")
            .Order(StringComparer.Ordinal)).Trim();
    }

    [GeneratedRegex(@"\{([\w-]+)\}")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}\b")]
    private static partial Regex Id();
}
