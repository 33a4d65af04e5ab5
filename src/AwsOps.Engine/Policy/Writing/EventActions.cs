using System.Text.RegularExpressions;
using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>
/// Which IAM actions a CloudTrail event stands for. The two lists of names agree for most events, not for all:
/// see the notes at each table.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"/>
public static partial class EventActions
{
    /// <summary>Event sources whose first label is not the prefix of the service's actions.</summary>
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.OrdinalIgnoreCase)
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/logging_cw_api_calls.html
        ["monitoring"] = "cloudwatch",
        // https://docs.aws.amazon.com/ses/latest/dg/logging-using-cloudtrail.html
        ["email"] = "ses",
        // https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/ (the API's host is tagging.*, its actions are tag:*)
        ["tagging"] = "tag",
        // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/logging-using-cloudtrail-data-api.html
        ["rdsdata"] = "rds-data",
        // https://docs.aws.amazon.com/lex/latest/dg/logging-using-cloudtrail.html
        ["models.lex"] = "lex",
        ["runtime.lex"] = "lex",
        // https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html
        ["runtime.sagemaker"] = "sagemaker",
        // https://docs.aws.amazon.com/elasticmapreduce/ (Amazon EMR)
        ["emr"] = "elasticmapreduce",
    };

    /// <summary>Events that nobody needs a permission for, or that are no API calls.</summary>
    private static readonly HashSet<string> Free = new(StringComparer.OrdinalIgnoreCase)
    {
        // "No permissions are required to perform this operation": https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        "sts:GetCallerIdentity",
        // "No permissions are required for users to perform this operation": https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
        "sts:GetSessionToken",
    };

    /// <summary>Events of another name than their actions.</summary>
    private static readonly Dictionary<string, string[]> Renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        // "Required permissions for Amazon S3 API operations":
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
        ["s3:ListBuckets"] = ["s3:ListAllMyBuckets"],
        ["s3:HeadBucket"] = ["s3:ListBucket"],
        ["s3:ListObjects"] = ["s3:ListBucket"],
        ["s3:ListObjectsV2"] = ["s3:ListBucket"],
        ["s3:ListObjectVersions"] = ["s3:ListBucketVersions"],
        ["s3:ListMultipartUploads"] = ["s3:ListBucketMultipartUploads"],
        ["s3:ListParts"] = ["s3:ListMultipartUploadParts"],
        ["s3:HeadObject"] = ["s3:GetObject"],
        ["s3:SelectObjectContent"] = ["s3:GetObject"],
        ["s3:CopyObject"] = ["s3:GetObject", "s3:PutObject"],
        ["s3:UploadPartCopy"] = ["s3:GetObject", "s3:PutObject"],
        ["s3:CreateMultipartUpload"] = ["s3:PutObject"],
        ["s3:UploadPart"] = ["s3:PutObject"],
        ["s3:CompleteMultipartUpload"] = ["s3:PutObject"],
        ["s3:DeleteObjects"] = ["s3:DeleteObject"],
        ["s3:GetBucketLifecycle"] = ["s3:GetLifecycleConfiguration"],
        ["s3:GetBucketLifecycleConfiguration"] = ["s3:GetLifecycleConfiguration"],
        ["s3:PutBucketLifecycle"] = ["s3:PutLifecycleConfiguration"],
        ["s3:PutBucketLifecycleConfiguration"] = ["s3:PutLifecycleConfiguration"],
        ["s3:DeleteBucketLifecycle"] = ["s3:PutLifecycleConfiguration"],
        ["s3:GetBucketEncryption"] = ["s3:GetEncryptionConfiguration"],
        ["s3:PutBucketEncryption"] = ["s3:PutEncryptionConfiguration"],
        ["s3:DeleteBucketEncryption"] = ["s3:PutEncryptionConfiguration"],
        ["s3:GetBucketReplication"] = ["s3:GetReplicationConfiguration"],
        ["s3:PutBucketReplication"] = ["s3:PutReplicationConfiguration"],
        ["s3:DeleteBucketReplication"] = ["s3:PutReplicationConfiguration"],
        ["s3:GetBucketNotificationConfiguration"] = ["s3:GetBucketNotification"],
        ["s3:PutBucketNotificationConfiguration"] = ["s3:PutBucketNotification"],
        ["s3:DeleteBucketCors"] = ["s3:PutBucketCORS"],
        ["s3:DeleteBucketTagging"] = ["s3:PutBucketTagging"],
        ["s3:DeleteBucketOwnershipControls"] = ["s3:PutBucketOwnershipControls"],
        ["s3:GetBucketAccelerateConfiguration"] = ["s3:GetAccelerateConfiguration"],
        ["s3:PutBucketAccelerateConfiguration"] = ["s3:PutAccelerateConfiguration"],
        ["s3:GetBucketAnalyticsConfiguration"] = ["s3:GetAnalyticsConfiguration"],
        ["s3:ListBucketAnalyticsConfigurations"] = ["s3:GetAnalyticsConfiguration"],
        ["s3:PutBucketAnalyticsConfiguration"] = ["s3:PutAnalyticsConfiguration"],
        ["s3:DeleteBucketAnalyticsConfiguration"] = ["s3:PutAnalyticsConfiguration"],
        ["s3:GetBucketInventoryConfiguration"] = ["s3:GetInventoryConfiguration"],
        ["s3:ListBucketInventoryConfigurations"] = ["s3:GetInventoryConfiguration"],
        ["s3:PutBucketInventoryConfiguration"] = ["s3:PutInventoryConfiguration"],
        ["s3:DeleteBucketInventoryConfiguration"] = ["s3:PutInventoryConfiguration"],
        ["s3:GetBucketMetricsConfiguration"] = ["s3:GetMetricsConfiguration"],
        ["s3:ListBucketMetricsConfigurations"] = ["s3:GetMetricsConfiguration"],
        ["s3:PutBucketMetricsConfiguration"] = ["s3:PutMetricsConfiguration"],
        ["s3:DeleteBucketMetricsConfiguration"] = ["s3:PutMetricsConfiguration"],
        ["s3:GetBucketIntelligentTieringConfiguration"] = ["s3:GetIntelligentTieringConfiguration"],
        ["s3:PutBucketIntelligentTieringConfiguration"] = ["s3:PutIntelligentTieringConfiguration"],
        ["s3:GetPublicAccessBlock"] = ["s3:GetBucketPublicAccessBlock"],
        ["s3:PutPublicAccessBlock"] = ["s3:PutBucketPublicAccessBlock"],
        ["s3:DeletePublicAccessBlock"] = ["s3:PutBucketPublicAccessBlock"],
        ["s3:GetObjectLockConfiguration"] = ["s3:GetBucketObjectLockConfiguration"],
        ["s3:PutObjectLockConfiguration"] = ["s3:PutBucketObjectLockConfiguration"],
        // https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
        ["kms:ReEncrypt"] = ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
        // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: "This operation requires permission for the lambda:InvokeFunction action."
        ["lambda:Invoke"] = ["lambda:InvokeFunction"],
        ["lambda:InvokeAsync"] = ["lambda:InvokeFunction"],
        // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
        ["dynamodb:TransactGetItems"] = ["dynamodb:GetItem"],
    };

    /// <summary>Maps an event.</summary>
    /// <param name="eventSource">The event's source, such as <c>s3.amazonaws.com</c>.</param>
    /// <param name="eventName">The event's name, such as <c>ListBuckets</c>.</param>
    public static EventMapping Map(string eventSource, string eventName)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventSource);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string host = Host().Replace(eventSource, "");
        // ConsoleLogin, SwitchRole and the like: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
        if (host.Equals("signin", StringComparison.OrdinalIgnoreCase))
        {
            return new([], true);
        }

        string prefix = Prefixes.GetValueOrDefault(host, host);
        // "The eventName might include date and version information, such as GetFunction20150331":
        // https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html; CloudFront's has underscores.
        string name = DatedName().Replace(eventName, "");
        string action = $"{prefix}:{name}";
        if (Free.Contains(action))
        {
            return new([], true);
        }

        if (Renamed.TryGetValue(action, out string[]? actions))
        {
            return new(actions, true);
        }

        if (Resolve(action) is { } known)
        {
            return new([known], true);
        }

        // Application Auto Scaling writes its events under the name of EC2's:
        // https://docs.aws.amazon.com/autoscaling/application/userguide/logging-using-cloudtrail.html
        return prefix == "autoscaling" && Resolve($"application-autoscaling:{name}") is { } application
            ? new([application], true)
            : new([action], false);
    }

    private static string? Resolve(string action) =>
        ActionTable.Default.TryGetAction(action, out ServiceAction? known) ? known.FullName : null;

    [GeneratedRegex(@"\.amazonaws\.com(\.cn)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex(@"(\d{8}|\d{4}_\d{2}_\d{2})(v\d+)?$")]
    private static partial Regex DatedName();
}

/// <summary>The actions that an event stands for.</summary>
/// <param name="Actions">The actions; none, if the call needs no permission.</param>
/// <param name="IsKnown">Whether AWS's reference has them; if not, the name is a guess.</param>
public sealed record EventMapping(IReadOnlyList<string> Actions, bool IsKnown);
