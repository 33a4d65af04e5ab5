using System.Net;
using System.Text;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>A request as it was sent, but for what differs between any two sendings.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Uri">Scheme, host, path and query.</param>
/// <param name="Headers">Headers, sorted.</param>
/// <param name="Body">Body, byte for byte.</param>
public sealed record SentRequest(string Method, string Uri, string Headers, string Body);

/// <summary>Takes requests down and answers with what it was given.</summary>
public sealed class Wire(HttpStatusCode status = HttpStatusCode.OK, params string[] bodies) : HttpMessageHandler
{
    // Who sends, when, how often, what depends on it, and the digest of the body, which is compared itself.
    private static readonly HashSet<string> Volatile = new(StringComparer.OrdinalIgnoreCase)
    {
        "User-Agent", "x-amz-user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "X-Amz-Date", "X-Amz-Content-SHA256", "Authorization",
    };

    private readonly Dictionary<string, string> _answerHeaders = [];
    private int _answered;

    public List<SentRequest> Sent { get; } = [];

    public string ContentType { get; init; } = "text/xml";

    public Wire With(string header, string value)
    {
        _answerHeaders[header] = value;
        return this;
    }

    /// <summary>Starts again with the first answer and nothing sent.</summary>
    public void Restart()
    {
        Sent.Clear();
        _answered = 0;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Where(static header => !Volatile.Contains(header.Key))
            .Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Sent.Add(new SentRequest(request.Method.Method, request.RequestUri!.AbsoluteUri, string.Join('\n', headers), Encoding.UTF8.GetString(body)));

        var text = bodies.Length == 0 ? "" : bodies[Math.Min(_answered++, bodies.Length - 1)];
        var answer = new HttpResponseMessage(status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
        };
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        answer.Headers.TryAddWithoutValidation("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555");
        foreach (var (name, value) in _answerHeaders)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
