using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AwsOps.Tests.Session;

/// <summary>
/// A tiny STS on loopback that remembers who asked: which access key signed, for which region, with which parameters. Each
/// access key is an account of its own, so that a test sees which credentials won.
/// </summary>
internal sealed partial class StsStub : IDisposable
{
    public const string RoleSecret = "roleSecret0roleSecret1roleSecret2roleSec";
    public const string RoleToken = "roleToken-roleToken-roleToken";

    private readonly HttpListener _listener;

    public StsStub()
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            _listener = new HttpListener { Prefixes = { string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/") } };
            try
            {
                _listener.Start();
                Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
                break;
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                // Somebody took the port in between.
            }
        }

        _ = ServeAsync();
    }

    public string Url { get; }

    public ConcurrentQueue<Asked> Requests { get; } = [];

    /// <summary>The account of an access key: its last twelve digits, or the first account.</summary>
    public static string AccountOf(string key) => key.Length > 12 && key[^12..].All(char.IsDigit) ? key[^12..] : "111122223333";

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var form = (await reader.ReadToEndAsync()).Split('&', StringSplitOptions.RemoveEmptyEntries)
                    .Select(static pair => pair.Split('=', 2))
                    .ToDictionary(static pair => pair[0], static pair => Uri.UnescapeDataString(pair[^1].Replace('+', ' ')), StringComparer.Ordinal);
                var scope = Scope().Match(context.Request.Headers["Authorization"] ?? string.Empty);
                var asked = new Asked(scope.Groups["key"].Value, scope.Groups["region"].Value, context.Request.Headers["X-Amz-Security-Token"], form);
                Requests.Enqueue(asked);
                var body = Encoding.UTF8.GetBytes(Answer(asked));
                context.Response.ContentType = "text/xml";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private static string Answer(Asked asked) => asked.Form["Action"] == "AssumeRole"
        ? $"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>{asked.Form["RoleArn"]}/x</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIAROLE{asked.Form["RoleArn"].Split(':')[4]}</AccessKeyId><SecretAccessKey>{RoleSecret}</SecretAccessKey>
            <SessionToken>{RoleToken}</SessionToken><Expiration>{DateTime.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials>
            </AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>
            """
        : $"""
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:aws:iam::{AccountOf(asked.AccessKey)}:user/{asked.AccessKey}</Arn><UserId>U</UserId><Account>{AccountOf(asked.AccessKey)}</Account>
            </GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>
            """;

    [GeneratedRegex("Credential=(?<key>[^/]+)/[0-9]+/(?<region>[^/]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex Scope();

    internal sealed record Asked(string AccessKey, string Region, string? Token, IReadOnlyDictionary<string, string> Form);
}
