using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Access;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudTrail;

/// <summary>A call as CloudTrail records it: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html</summary>
internal static class TrailRecord
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// What a trail calls data events, which the event history doesn't have
    /// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html).
    /// </summary>
    private static readonly HashSet<string> DataEvents = new(StringComparer.Ordinal)
    {
        "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjects", "s3:HeadObject", "s3:CopyObject", "s3:ListObjects", "s3:ListObjectsV2",
        "s3:ListObjectVersions", "s3:HeadBucket", "s3:GetObjectAcl", "s3:PutObjectAcl", "s3:GetObjectTagging", "s3:PutObjectTagging", "s3:DeleteObjectTagging",
        "sns:Publish", "sns:PublishBatch", "cloudwatch:PutMetricData", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics",
        "logs:PutLogEvents", "logs:GetLogEvents", "logs:FilterLogEvents",
    };

    public static bool IsManagement(TrailEvent item) => !DataEvents.Contains($"{item.Service}:{item.Operation}");

    /// <summary>IAM is global: its events are in us-east-1 (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events).</summary>
    public static string RegionOf(TrailEvent item) => item.Service == "iam" ? "us-east-1" : item.Region;

    /// <summary>The name that the history shows: a user's, a session's, or root.</summary>
    public static string UserName(Caller caller) => caller.IsRoot ? "root" : caller.Arn[(caller.Arn.LastIndexOf('/') + 1)..];

    /// <summary>ARNs of what a call acted on.</summary>
    public static IReadOnlyList<string> Resources(SandboxCloud cloud, TrailEvent item) =>
        [.. RequestResources.Of(cloud, item.Service, item.Operation, item.Action, item.Account, item.Region, item.Caller, item.Parameters).Where(static arn => !arn.Contains('*', StringComparison.Ordinal))];

    /// <summary>A resource's type in CloudFormation's words, e.g. <c>AWS::IAM::Role</c>.</summary>
    public static string TypeOf(string arn)
    {
        if (!Arn.TryParse(arn, out var parsed))
        {
            return "";
        }

        var service = parsed.Service switch
        {
            "iam" or "ec2" or "sns" or "sqs" or "kms" or "ssm" or "rds" => parsed.Service.ToUpperInvariant(),
            "autoscaling" => "AutoScaling",
            "cloudwatch" => "CloudWatch",
            "cloudtrail" => "CloudTrail",
            "elasticloadbalancing" => parsed.Resource.StartsWith("loadbalancer/", StringComparison.Ordinal) && parsed.Resource.Count(static c => c == '/') == 1 ? "ElasticLoadBalancing" : "ElasticLoadBalancingV2",
            "logs" => "Logs",
            "s3" => "S3",
            var other => char.ToUpperInvariant(other[0]) + other[1..],
        };
        var kind = parsed.Service switch
        {
            "s3" => parsed.Resource.Contains('/', StringComparison.Ordinal) ? "Object" : "Bucket",
            "sns" => "Topic",
            "sqs" => "Queue",
            _ => string.Concat(parsed.Resource.Split('/', ':')[0].Split('-').Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..])),
        };
        return $"AWS::{service}::{kind}";
    }

    /// <summary>The record as JSON text.</summary>
    public static string Write(SandboxCloud cloud, TrailEvent item)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            Write(cloud, item, json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(SandboxCloud cloud, TrailEvent item, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("eventVersion", "1.11");
        json.WritePropertyName("userIdentity");
        WriteIdentity(item.Caller, json);
        json.WriteString("eventTime", Time(item.Time));
        json.WriteString("eventSource", item.EventSource);
        json.WriteString("eventName", item.Operation);
        json.WriteString("awsRegion", RegionOf(item));
        json.WriteString("sourceIPAddress", item.SourceIp);
        json.WriteString("userAgent", item.UserAgent ?? "AwsOps");
        if (item.ErrorCode is { } code)
        {
            json.WriteString("errorCode", item.Service == "ec2" ? $"Client.{code}" : code);
            json.WriteString("errorMessage", item.ErrorMessage);
        }

        json.WritePropertyName("requestParameters");
        WriteMembers(item, item.Parameters, json);
        json.WritePropertyName("responseElements");
        WriteMembers(item, item.Response, json);
        json.WriteString("requestID", item.RequestId);
        json.WriteString("eventID", item.EventId);
        json.WriteBoolean("readOnly", item.ReadOnly);
        if (Resources(cloud, item) is { Count: > 0 } resources)
        {
            json.WriteStartArray("resources");
            foreach (var arn in resources)
            {
                json.WriteStartObject();
                json.WriteString("accountId", item.Account);
                json.WriteString("type", TypeOf(arn));
                json.WriteString("ARN", arn);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteString("eventType", "AwsApiCall");
        json.WriteBoolean("managementEvent", IsManagement(item));
        json.WriteString("recipientAccountId", item.Account);
        json.WriteString("eventCategory", IsManagement(item) ? "Management" : "Data");
        json.WriteEndObject();
    }

    /// <summary>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html</summary>
    private static void WriteIdentity(Caller caller, Utf8JsonWriter json)
    {
        var resource = caller.Arn.Split(':', 6)[5];
        var type = resource == "root" ? "Root" : resource.Split('/')[0] switch
        {
            "user" => "IAMUser",
            "federated-user" => "FederatedUser",
            _ => "AssumedRole",
        };
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("principalId", caller.UserId);
        json.WriteString("arn", caller.Arn);
        json.WriteString("accountId", caller.Account);
        if (caller.AccessKeyId.Length > 0)
        {
            json.WriteString("accessKeyId", caller.AccessKeyId);
        }

        if (type == "IAMUser")
        {
            json.WriteString("userName", UserName(caller));
        }

        if (caller.Session is { } session)
        {
            json.WriteStartObject("sessionContext");
            if (session.IssuerArn != caller.Arn)
            {
                json.WriteStartObject("sessionIssuer");
                json.WriteString("type", session.IssuerArn.EndsWith(":root", StringComparison.Ordinal) ? "Root" : session.IssuerArn.Contains(":role/", StringComparison.Ordinal) ? "Role" : "IAMUser");
                json.WriteString("principalId", session.IssuerId);
                json.WriteString("arn", session.IssuerArn);
                json.WriteString("accountId", caller.Account);
                json.WriteString("userName", session.IssuerArn[(session.IssuerArn.LastIndexOfAny(['/', ':']) + 1)..]);
                json.WriteEndObject();
            }

            if (session.Provider is { } provider)
            {
                json.WriteStartObject("webIdFederationData");
                json.WriteString("federatedProvider", provider);
                json.WriteEndObject();
            }

            if (session.SourceIdentity is { } source)
            {
                json.WriteString("sourceIdentity", source);
            }

            json.WriteStartObject("attributes");
            json.WriteString("creationDate", Time(session.Issued));
            json.WriteString("mfaAuthenticated", session.MfaAuthenticated is null ? "false" : "true");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMembers(TrailEvent item, Struct? members, Utf8JsonWriter json)
    {
        if (members is null || !members.Any())
        {
            json.WriteNullValue();
            return;
        }

        WriteValue(item.Service == "ec2", members, json);
    }

    /// <summary>Members in camel case; EC2 has its lists as sets of items.</summary>
    private static void WriteValue(bool isEc2, object? value, Utf8JsonWriter json)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case long or int: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case double number: json.WriteNumberValue(number); break;
            case DateTime time: json.WriteStringValue(Time(time)); break;
            case byte[] bytes: json.WriteStringValue(Convert.ToBase64String(bytes)); break;
            case Struct members:
                json.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    WriteMember(isEc2, Camel(name), member, json);
                }

                json.WriteEndObject();
                break;
            case System.Collections.IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    WriteValue(isEc2, item, json);
                }

                json.WriteEndArray();
                break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }

    private static void WriteMember(bool isEc2, string name, object? value, Utf8JsonWriter json)
    {
        if (!isEc2 || value is not System.Collections.IEnumerable items || value is string or byte[] or Struct)
        {
            json.WritePropertyName(name);
            WriteValue(isEc2, value, json);
            return;
        }

        // InstanceIds: "instancesSet":{"items":[{"instanceId":"i-…"}]}; SecurityGroupIds: "groupSet".
        var single = name.EndsWith('s') ? name[..^1] : name;
        var set = name switch
        {
            "instanceIds" => "instancesSet",
            "groupIds" or "securityGroupIds" => "groupSet",
            _ => (single.EndsWith("Id", StringComparison.Ordinal) ? single[..^2] : single) + "Set",
        };
        single = single == "securityGroupId" ? "groupId" : single;
        json.WriteStartObject(set);
        json.WriteStartArray("items");
        foreach (var item in items)
        {
            if (item is Struct)
            {
                WriteValue(isEc2, item, json);
                continue;
            }

            json.WriteStartObject();
            json.WritePropertyName(single);
            WriteValue(isEc2, item, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
