using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace AwsOps.Sandbox.Wire;

/// <summary>Undoes the content encodings that AWS clients put on a request body.</summary>
internal static class BodyEncoding
{
    public static byte[] Decode(byte[] body, string? contentEncoding, string? payloadHash)
    {
        var encodings = contentEncoding?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (encodings.Contains("aws-chunked", StringComparer.OrdinalIgnoreCase) || payloadHash?.StartsWith("STREAMING-", StringComparison.Ordinal) == true)
        {
            body = AwsChunked(body);
        }

        return encodings.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? Gunzip(body) : body;
    }

    private static byte[] Gunzip(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>
    /// Chunks with signatures in their size lines and checksums in a trailer
    /// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
    /// </summary>
    private static byte[] AwsChunked(byte[] body)
    {
        using var plain = new MemoryStream(body.Length);
        var position = 0;
        while (position < body.Length)
        {
            var lineEnd = body.AsSpan(position).IndexOf("\r\n"u8);
            if (lineEnd < 0)
            {
                throw new InvalidDataException("An aws-chunked body ends within a chunk's size line.");
            }

            var line = Encoding.ASCII.GetString(body, position, lineEnd).Split(';')[0];
            if (!int.TryParse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size) || size < 0)
            {
                throw new InvalidDataException($"'{line}' is not the size of an aws-chunked chunk.");
            }

            position += lineEnd + 2;
            if (size == 0)
            {
                break;
            }

            if (size > body.Length - position)
            {
                throw new InvalidDataException("An aws-chunked body ends within a chunk.");
            }

            plain.Write(body, position, size);
            position += size + 2;
        }

        return plain.ToArray();
    }
}
