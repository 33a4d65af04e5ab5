using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AwsOps.Tests.Session;

/// <summary>A tiny AWS service of the query protocol on loopback, which remembers who asked what: which access key signed, for which region, with which parameters.</summary>
internal abstract partial class QueryStub : IDisposable
{
    private readonly HttpListener _listener;

    protected QueryStub()
    {
        for (var attempt = 0; ; attempt++)
        {
            Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
            _listener = new HttpListener { Prefixes = { Url + "/" } };
            try
            {
                _listener.Start();
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

    public void Dispose() => _listener.Close();

    /// <summary>The XML that answers a request.</summary>
    protected abstract string Answer(Asked asked);

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

    [GeneratedRegex("Credential=(?<key>[^/]+)/[0-9]+/(?<region>[^/]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex Scope();

    internal sealed record Asked(string AccessKey, string Region, string? Token, IReadOnlyDictionary<string, string> Form);
}
