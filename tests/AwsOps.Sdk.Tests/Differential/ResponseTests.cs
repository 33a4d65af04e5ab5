using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>From equal answers the generated client reads what the official one reads.</summary>
public sealed class ResponseTests
{
    /// <summary>
    /// All operations but SQS's messages, whose digests the official client checks in code of its own
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html, MD5OfMessageBody);
    /// no service that is generated here has the like.
    /// </summary>
    public static TheoryData<string, string> Answered
    {
        get
        {
            var data = new TheoryData<string, string>();
            data.AddRange(ServicePair.Operations.Where(static row => row.Data is not ("sqs", "SendMessage" or "SendMessageBatch" or "ReceiveMessage")));
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task Equal_answers_are_read_alike(string model, string operation)
    {
        await AnswersAreReadAlike(ServicePair.All[model], operation, seeds: 8);
    }

    internal static async Task AnswersAreReadAlike(ServicePair pair, string operation, int seeds)
    {
        var answers = Enumerable.Range(0, seeds).Select(seed => new CannedAnswer(pair, seed)).ToArray();
        var bodies = answers.Select(answer => answer.Success(operation)).ToArray();
        using var officialWire = new Wire(HttpStatusCode.OK, bodies) { ContentType = answers[0].ContentType };
        using var generatedWire = new Wire(HttpStatusCode.OK, bodies) { ContentType = answers[0].ContentType };
        using var officialClient = pair.Client(official: true, officialWire);
        using var generatedClient = pair.Client(official: false, generatedWire);
        var shape = pair.Type(official: false, $"Model.{operation}Response");
        foreach (var body in bodies)
        {
            var official = await ServicePair.Call(officialClient, operation, Minimal(pair, official: true, operation));
            var generated = await ServicePair.Call(generatedClient, operation, Minimal(pair, official: false, operation));

            Assert.False(official is Exception, $"{official}\n{body}");
            Assert.Equal(Dump.Of(official, shape), Dump.Of(generated, shape));
            var (theirs, mine) = (Assert.IsAssignableFrom<AmazonWebServiceResponse>(official), Assert.IsAssignableFrom<AmazonWebServiceResponse>(generated));
            Assert.Equal(theirs.HttpStatusCode, mine.HttpStatusCode);
            Assert.Equal(theirs.ContentLength, mine.ContentLength);
            Assert.Equal(theirs.ResponseMetadata.RequestId, mine.ResponseMetadata.RequestId);
            Assert.Equal(WithoutUserAgent(theirs), WithoutUserAgent(mine));
        }
    }

    [Theory]
    [MemberData(nameof(ServicePair.Operations), MemberType = typeof(ServicePair))]
    public async Task Modelled_errors_become_the_same_exceptions(string model, string operation)
    {
        var pair = ServicePair.All[model];
        var shapes = pair.Description["shapes"]!;
        foreach (var error in pair.Description["operations"]![operation]!["errors"]?.AsArray() ?? [])
        {
            var shape = (string)error!["shape"]!;
            var code = (string?)shapes[shape]!["error"]?["code"] ?? shape;
            var answer = new CannedAnswer(pair, shape.Length);

            var (official, generated) = await Both(pair, operation, HttpStatusCode.BadRequest, answer.Error(shape, code), answer.ContentType);

            Same(pair, official, generated);
        }
    }

    [Theory]
    [InlineData("sts", "GetCallerIdentity", 403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No.</Message></Error><RequestId>r</RequestId></ErrorResponse>")]
    [InlineData("sts", "GetCallerIdentity", 503, "<html><body>Service Unavailable</body></html>")]
    [InlineData("sts", "GetCallerIdentity", 502, "")]
    [InlineData("sts", "GetCallerIdentity", 400, "not xml at all")]
    [InlineData("kms", "ListKeys", 400, """{"__type":"ThrottlingException","Message":"Rate exceeded"}""")]
    [InlineData("kms", "ListKeys", 400, """{"code":"SomethingElse","message":"x"}""")]
    [InlineData("kms", "ListKeys", 503, "<html><body>Service Unavailable</body></html>")]
    [InlineData("kms", "ListKeys", 502, "")]
    [InlineData("kms", "ListKeys", 400, "not json at all")]
    [InlineData("sqs", "GetQueueUrl", 400, """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}""", "x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender")]
    [InlineData("sqs", "GetQueueUrl", 400, """{"__type":"com.amazonaws.sqs#NewError","message":"x"}""", "x-amzn-query-error", "AWS.SimpleQueueService.New;Receiver")]
    [InlineData("sso", "ListAccounts", 401, """{"message":"Session token not found or invalid"}""", "x-amzn-ErrorType", "UnauthorizedException:http://internal.amazon.com/coral/com.amazon.coral.service/")]
    [InlineData("ssooidc", "CreateToken", 400, """{"error":"authorization_pending","error_description":"pending"}""", "x-amzn-ErrorType", "AuthorizationPendingException")]
    public async Task Other_error_answers_become_the_same_exceptions(string model, string operation, int status, string body, string? header = null, string value = "")
    {
        var pair = ServicePair.All[model];

        var (official, generated) = await Both(pair, operation, (HttpStatusCode)status, body, "text/plain", header, value);

        Same(pair, official, generated);
    }

    // Core keeps what was sent as User-Agent; its version is each client's own.
    private static IEnumerable<KeyValuePair<string, string>> WithoutUserAgent(AmazonWebServiceResponse response) =>
        response.ResponseMetadata.Metadata.Where(static pair => pair.Key != "User-Agent").OrderBy(static pair => pair.Key, StringComparer.Ordinal);

    [Theory]
    [InlineData("sts", "GetCallerIdentity", "<html><body>Sign in</body></html>")]
    [InlineData("sts", "GetCallerIdentity", "not xml at all")]
    [InlineData("sts", "GetCallerIdentity", "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws")]
    [InlineData("sts", "GetSessionToken", "<GetSessionTokenResponse><GetSessionTokenResult><Credentials><Expiration>soon</Expiration></Credentials></GetSessionTokenResult></GetSessionTokenResponse>")]
    [InlineData("sts", "GetCallerIdentity", "")]
    [InlineData("kms", "ListKeys", "<html><body>Sign in</body></html>")]
    [InlineData("kms", "ListKeys", "{\"Keys\":[{\"KeyId\":")]
    [InlineData("kms", "ListKeys", "{\"Truncated\":\"perhaps\"}")]
    [InlineData("kms", "DeleteAlias", "not json at all")]
    [InlineData("kms", "ListKeys", "[1]")]
    [InlineData("kms", "ListKeys", "")]
    public async Task Successes_that_make_no_sense_end_alike(string model, string operation, string body)
    {
        var pair = ServicePair.All[model];

        var (official, generated) = await Both(pair, operation, HttpStatusCode.OK, body, "text/html");

        Assert.Equal((official is Exception, official is AmazonClientException), (generated is Exception, generated is AmazonClientException));
    }

    private static void Same(ServicePair pair, object official, object generated)
    {
        var (theirs, mine) = (Assert.IsAssignableFrom<AmazonServiceException>(official), Assert.IsAssignableFrom<AmazonServiceException>(generated));
        Assert.Equal(theirs.GetType().FullName![pair.Namespace.Length..], mine.GetType().FullName![pair.GeneratedNamespace.Length..]);
        Assert.Equal(theirs.Message, mine.Message);
        Assert.Equal(theirs.ErrorCode, mine.ErrorCode);
        Assert.Equal(theirs.ErrorType, mine.ErrorType);
        Assert.Equal(theirs.RequestId, mine.RequestId);
        Assert.Equal(theirs.StatusCode, mine.StatusCode);
        Assert.Equal(theirs.Retryable?.Throttling, mine.Retryable?.Throttling);
        Assert.Equal(theirs.InnerException?.GetType(), mine.InnerException?.GetType());
        Assert.Equal(Dump.Of(theirs, mine.GetType()), Dump.Of(mine, mine.GetType()));
    }

    private static async Task<(object Official, object Generated)> Both(
        ServicePair pair, string operation, HttpStatusCode status, string body, string contentType, string? header = null, string value = "")
    {
        return (await One(official: true), await One(official: false));

        async Task<object> One(bool official)
        {
            using var wire = new Wire(status, body) { ContentType = contentType };
            if (header is not null)
            {
                wire.With(header, value);
            }

            using var client = pair.Client(official, wire);
            return await ServicePair.Call(client, operation, Minimal(pair, official, operation));
        }
    }

    // Members of path and query string have to be there; with them the request goes out.
    private static object Minimal(ServicePair pair, bool official, string operation)
    {
        var request = Activator.CreateInstance(pair.Type(official, $"Model.{operation}Request"))!;
        var input = (string?)pair.Description["operations"]![operation]!["input"]?["shape"];
        foreach (var (name, member) in (input is null ? null : pair.Description["shapes"]![input]!["members"]?.AsObject()) ?? [])
        {
            if (member!["location"] is JsonValue)
            {
                var property = request.GetType().GetProperty(char.ToUpperInvariant(name[0]) + name[1..])!;
                if (property.PropertyType == typeof(string))
                {
                    property.SetValue(request, "x");
                }
            }
        }

        return request;
    }
}
