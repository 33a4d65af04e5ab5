using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AwsOps.Tests.Network;

/// <summary>Writes to a sandbox that listens, past the module: what other programs have put there.</summary>
internal sealed class SandboxWire(Uri endpoint) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = endpoint };

    /// <summary>Writes lines to a new log group; each is an event at its flow's start, as AWS delivers records.</summary>
    public void Log(string group, IEnumerable<(long Start, string Line)> lines)
    {
        Logs("CreateLogGroup", new { logGroupName = group });
        Logs("CreateLogStream", new { logGroupName = group, logStreamName = "eni-1-all" });
        foreach (var chunk in lines.OrderBy(static line => line.Start).Chunk(5_000))
        {
            Logs("PutLogEvents", new { logGroupName = group, logStreamName = "eni-1-all", logEvents = chunk.Select(static line => new { timestamp = line.Start * 1000, message = line.Line }) });
        }
    }

    /// <summary>Makes a bucket.</summary>
    public void Bucket(string name) => S3(name, Encoding.UTF8.GetBytes("<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"));

    /// <summary>Puts an object.</summary>
    public void Put(string bucket, string key, byte[] body) => S3($"{bucket}/{key}", body);

    public void Dispose() => _http.Dispose();

    private void Logs(string operation, object input)
    {
        using var content = new StringContent(JsonSerializer.Serialize(input), Encoding.UTF8);
        content.Headers.ContentType = new("application/x-amz-json-1.1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        request.Headers.Add("X-Amz-Target", $"Logs_20140328.{operation}");
        Send(request, "logs");
    }

    private void S3(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/" + path) { Content = content };
        Send(request, "s3");
    }

    private void Send(HttpRequestMessage request, string service)
    {
        request.Headers.Authorization = AuthenticationHeaderValue.Parse($"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=0");
        using var response = _http.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        Assert.True(response.IsSuccessStatusCode, $"{request.RequestUri}: {response.StatusCode} {reader.ReadToEnd()}");
    }
}
