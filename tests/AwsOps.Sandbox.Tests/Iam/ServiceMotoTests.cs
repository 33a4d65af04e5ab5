using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Wire;
using AwsOps.Tests.Shared;

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>The same requests to the sandbox and to moto for buckets, keys, queues and sessions: the same status and error code for each.</summary>
[Collection(nameof(MotoServer))]
public sealed class ServiceMotoTests(MotoServer moto)
{
    private const string Key = "11111111-1111-4111-a111-111111111111";

    // moto takes requests that S3 refuses (no location in another region) or that its own default would (public policies): they are left out.
    private static readonly string[] Buckets =
    [
        "PUT /two-files",
        "GET /two-files?location",
        "HEAD /two-files",
        "GET /two-files?policy",
        "PUT /two-files?policy {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::two-files/*\"}]}",
        "GET /two-files?policy",
        "DELETE /two-files?policy",
        "GET /two-files?tagging",
        "GET /two-files?lifecycle",
        "GET /two-files?cors",
        "PUT /two-files/a hello",
        "GET /two-files/a",
        "HEAD /two-files/a",
        "GET /two-files/b",
        "HEAD /two-files/b",
        "GET /two-files?list-type=2",
        "DELETE /two-files",
        "DELETE /two-files/a",
        "DELETE /two-files/a",
        "PUT /two-files?publicAccessBlock <PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>",
        "GET /two-files?publicAccessBlock",
        "DELETE /two-files?publicAccessBlock",
        "GET /two-files?publicAccessBlock",
        "GET /two-files?acl",
        "GET /two-files?versioning",
        "DELETE /two-files",
        "DELETE /two-files",
        "GET /two-files",
    ];

    private static readonly (string Target, string Body)[] Json =
    [
        ("TrentService.DescribeKey", $$"""{"KeyId":"{{Key}}"}"""),
        ("TrentService.CreateKey", "{}"),
        ("TrentService.ListKeys", "{}"),
        ("TrentService.CreateAlias", $$"""{"AliasName":"alias/two","TargetKeyId":"{{Key}}"}"""),
        ("TrentService.CreateAlias", $$"""{"AliasName":"two","TargetKeyId":"{{Key}}"}"""),
        ("TrentService.DeleteAlias", """{"AliasName":"alias/two"}"""),
        ("TrentService.GetKeyPolicy", $$"""{"KeyId":"{{Key}}","PolicyName":"default"}"""),
        ("AmazonSQS.CreateQueue", """{"QueueName":"two"}"""),
        ("AmazonSQS.CreateQueue", """{"QueueName":"two"}"""),
        ("AmazonSQS.CreateQueue", """{"QueueName":"two","Attributes":{"DelaySeconds":"9"}}"""),
        ("AmazonSQS.GetQueueUrl", """{"QueueName":"two"}"""),
        ("AmazonSQS.GetQueueUrl", """{"QueueName":"one"}"""),
        ("AmazonSQS.ListQueues", "{}"),
    ];

    [Fact]
    public async Task S3_answers_as_moto_does() => await Compare("s3", Buckets, static step =>
    {
        var parts = step.Split(' ', 3);
        return new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]) { Content = parts.Length > 2 ? new ByteArrayContent(Encoding.UTF8.GetBytes(parts[2])) : null };
    });

    [Fact]
    public async Task KMS_and_SQS_answer_as_moto_does()
    {
        await Compare("kms", Json.Where(static step => step.Target.StartsWith("Trent", StringComparison.Ordinal)), Message);
        await Compare("sqs", Json.Where(static step => step.Target.StartsWith("Amazon", StringComparison.Ordinal)), Message);

        static HttpRequestMessage Message((string Target, string Body) step)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(step.Body)) };
            request.Headers.Add("X-Amz-Target", step.Target);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(step.Target.StartsWith("Trent", StringComparison.Ordinal) ? "application/x-amz-json-1.1" : "application/x-amz-json-1.0");
            return request;
        }
    }

    private async Task Compare<T>(string service, IEnumerable<T> steps, Func<T, HttpRequestMessage> make)
    {
        using var theirs = new HttpClient { BaseAddress = new Uri(moto.Require()) };
        using var ours = new HttpClient(new SandboxHandler(new SandboxCloud())) { BaseAddress = new Uri($"http://{service}.us-east-1.amazonaws.com") };
        var differences = new List<string>();
        foreach (var step in steps)
        {
            var (expected, actual) = (await Send(theirs, service, make(step)), await Send(ours, service, make(step)));
            if (expected != actual)
            {
                differences.Add($"{step}\n  moto: {expected}\n  ours: {actual}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task<string> Send(HttpClient client, string service, HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0");
        request.Headers.Add("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        using (request)
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return $"{(int)response.StatusCode} {(response.IsSuccessStatusCode || body.Length == 0 ? "" : Code(body))}";
        }
    }

    private static string? Code(string body)
    {
        if (body[0] == '<')
        {
            return XDocument.Parse(body).Descendants().First(static element => element.Name.LocalName == "Code").Value;
        }

        using var json = JsonDocument.Parse(body);
        var type = json.RootElement.GetProperty("__type").GetString()!;
        return type[(type.LastIndexOf('#') + 1)..];
    }
}
