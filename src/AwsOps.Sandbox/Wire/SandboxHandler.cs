using System.Net;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>
/// Puts a sandbox under any HTTP client of this process: requests are answered without a socket, whatever host they name.
/// </summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxGateway _gateway;

    /// <summary>Answers from <paramref name="cloud"/>.</summary>
    public SandboxHandler(SandboxCloud cloud) => _gateway = new SandboxGateway(cloud);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var headers = Headers(request);
        var answer = await _gateway.AnswerAsync(
            new WireRequest
            {
                Method = request.Method.Method,
                RawPath = request.RequestUri!.AbsolutePath,
                RawQuery = request.RequestUri.Query.TrimStart('?'),
                Headers = headers,
                Body = BodyEncoding.Decode(body, headers.GetValueOrDefault("Content-Encoding"), headers.GetValueOrDefault("x-amz-content-sha256")),
            },
            cancellationToken).ConfigureAwait(false)
            ?? throw new HttpRequestException("The connection was closed before an answer came (a fault injected into the sandbox).", new IOException("Connection reset."));
        return Message(request, answer);
    }

    private static Dictionary<string, string> Headers(HttpRequestMessage request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Host"] = request.RequestUri!.Authority };
        var all = request.Content is null ? request.Headers.NonValidated.AsEnumerable() : request.Headers.NonValidated.Concat(request.Content.Headers.NonValidated);
        foreach (var (name, values) in all)
        {
            // .NET splits the products of a user agent; everything else is joined as HTTP has it.
            headers[name] = string.Join(name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase) ? " " : ",", values);
        }

        return headers;
    }

    private static HttpResponseMessage Message(HttpRequestMessage request, WireResponse answer)
    {
        var message = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(answer.Body),
        };
        if (answer.ContentType is not null)
        {
            message.Content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        }

        foreach (var (name, value) in answer.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
