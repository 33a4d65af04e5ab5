using System.Globalization;
using System.Text;

namespace AwsOps.Sandbox.Wire;

/// <summary>
/// The server's side of HTTP/1.1 on one connection (RFC 9112): keep-alive, Expect, bodies by length or chunks.
/// HttpListener would do, but it can't break a connection halfway, and refuses hosts other than the one it was given.
/// </summary>
internal sealed class HttpConnection(Stream stream)
{
    private const int MaxHeaderBytes = 64 * 1024;
    private const int MaxBodyBytes = 256 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>True when the client asked to close after this answer.</summary>
    public bool IsLast { get; private set; }

    /// <summary>The next request, or null when the client is done.</summary>
    /// <exception cref="InvalidDataException">The bytes are not HTTP/1.</exception>
    public async Task<WireRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is not { } line)
        {
            return null;
        }

        if (line.Split(' ') is not [var method, var target, ['H', 'T', 'T', 'P', '/', '1', '.', var minor]])
        {
            throw new InvalidDataException($"'{line}' is not an HTTP/1 request.");
        }

        var headers = await ReadHeadersAsync(cancellationToken).ConfigureAwait(false);
        var connection = headers.GetValueOrDefault("Connection") ?? "";
        IsLast = connection.Contains("close", StringComparison.OrdinalIgnoreCase)
            || (minor == '0' && !connection.Contains("keep-alive", StringComparison.OrdinalIgnoreCase));
        if (headers.GetValueOrDefault("Expect")?.Equals("100-continue", StringComparison.OrdinalIgnoreCase) == true)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        var body = await ReadBodyAsync(headers, cancellationToken).ConfigureAwait(false);
        var (path, query) = Split(target);
        return new WireRequest
        {
            Method = method,
            RawPath = path,
            RawQuery = query,
            Headers = headers,
            Body = BodyEncoding.Decode(body, headers.GetValueOrDefault("Content-Encoding"), headers.GetValueOrDefault("x-amz-content-sha256")),
        };
    }

    public async Task WriteAsync(WireRequest request, WireResponse response, CancellationToken cancellationToken)
    {
        var head = new StringBuilder(512);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} {Reason(response.Status)}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Date: {DateTime.UtcNow:R}\r\nServer: AwsOps.Sandbox\r\n");
        if (response.ContentType is not null && response.Status != 204)
        {
            head.Append("Content-Type: ").Append(response.ContentType).Append("\r\n");
        }

        var lengthGiven = false;
        foreach (var (name, value) in response.Headers)
        {
            // A HEAD answers with the length of what GET would send.
            var isLength = name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
            if (!isLength || request.Method == "HEAD")
            {
                head.Append(name).Append(": ").Append(value.ReplaceLineEndings(" ")).Append("\r\n");
                lengthGiven |= isLength;
            }
        }

        if (!lengthGiven && response.Status != 204)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {response.Body.Length}\r\n");
        }

        head.Append(IsLast ? "Connection: close\r\n\r\n" : "\r\n");
        var bytes = Encoding.UTF8.GetBytes(head.ToString());
        if (request.Method != "HEAD" && response.Status != 204)
        {
            bytes = [.. bytes, .. response.Body];
        }

        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    private static (string Path, string Query) Split(string target)
    {
        // The absolute form is what a client sends to a proxy.
        if (target.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            var slash = target.IndexOf('/', "http://".Length);
            target = slash < 0 ? "/" : target[slash..];
        }

        var mark = target.IndexOf('?');
        return mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    };

    private async Task<Dictionary<string, string>> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var total = 0;
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? throw new InvalidDataException("The headers end too early.");
            if (line.Length == 0)
            {
                return headers;
            }

            var colon = line.IndexOf(':');
            if (colon <= 0 || (total += line.Length) > MaxHeaderBytes)
            {
                throw new InvalidDataException("The headers are not HTTP's, or too long.");
            }

            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            headers[name] = headers.TryGetValue(name, out var former) ? $"{former},{value}" : value;
        }
    }

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (headers.GetValueOrDefault("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true)
        {
            return await ReadChunksAsync(cancellationToken).ConfigureAwait(false);
        }

        return headers.TryGetValue("Content-Length", out var text)
            ? await ReadBytesAsync(Size(text, NumberStyles.None), cancellationToken).ConfigureAwait(false)
            : [];
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? throw new InvalidDataException("The chunks end too early.");
            var size = Size(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier);
            if (size == 0)
            {
                break;
            }

            Size((body.Length + size).ToString(CultureInfo.InvariantCulture), NumberStyles.None);
            body.Write(await ReadBytesAsync(size, cancellationToken).ConfigureAwait(false));
            await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }

        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 })
        {
            // Trailers say nothing that the sandbox needs.
        }

        return body.ToArray();
    }

    private static int Size(string text, NumberStyles style) =>
        int.TryParse(text, style, CultureInfo.InvariantCulture, out var size) && size is >= 0 and <= MaxBodyBytes
            ? size
            : throw new InvalidDataException($"'{text}' is not the size of a body, or one that is too large.");

    private async Task<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        var buffered = Math.Min(count, _end - _start);
        Array.Copy(_buffer, _start, bytes, 0, buffered);
        _start += buffered;
        await stream.ReadExactlyAsync(bytes.AsMemory(buffered), cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var available = _buffer.AsSpan(_start, _end - _start);
            var end = available.IndexOf((byte)'\n');
            line.Append(Encoding.Latin1.GetString(end < 0 ? available : available[..end]));
            if (end >= 0)
            {
                _start += end + 1;
                return line.ToString().TrimEnd('\r');
            }

            if (line.Length > MaxHeaderBytes)
            {
                throw new InvalidDataException("A line is too long.");
            }

            _start = 0;
            _end = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
            if (_end == 0)
            {
                return line.Length == 0 ? null : throw new InvalidDataException("A line ends too early.");
            }
        }
    }
}
