using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Writing;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>CloudTrail's names of calls and IAM's names of actions. The pages are cited where the table is.</summary>
public class EventActionTests
{
    [Theory]
    [InlineData("ec2.amazonaws.com", "RunInstances", "ec2:RunInstances")]
    [InlineData("ec2.amazonaws.com.cn", "RunInstances", "ec2:RunInstances")]
    [InlineData("monitoring.amazonaws.com", "PutMetricAlarm", "cloudwatch:PutMetricAlarm")]
    [InlineData("email.amazonaws.com", "SendEmail", "ses:SendEmail")]
    [InlineData("tagging.amazonaws.com", "GetResources", "tag:GetResources")]
    [InlineData("s3.amazonaws.com", "ListBuckets", "s3:ListAllMyBuckets")]
    [InlineData("s3.amazonaws.com", "HeadObject", "s3:GetObject")]
    [InlineData("s3.amazonaws.com", "CopyObject", "s3:GetObject,s3:PutObject")]
    [InlineData("s3.amazonaws.com", "GetBucketEncryption", "s3:GetEncryptionConfiguration")]
    [InlineData("s3.amazonaws.com", "GetBucketCors", "s3:GetBucketCORS")]
    [InlineData("kms.amazonaws.com", "ReEncrypt", "kms:ReEncryptFrom,kms:ReEncryptTo")]
    [InlineData("lambda.amazonaws.com", "CreateFunction20150331", "lambda:CreateFunction")]
    [InlineData("lambda.amazonaws.com", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode")]
    [InlineData("lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction")]
    [InlineData("cloudfront.amazonaws.com", "UpdateDistribution2020_05_31", "cloudfront:UpdateDistribution")]
    [InlineData("autoscaling.amazonaws.com", "SetDesiredCapacity", "autoscaling:SetDesiredCapacity")]
    [InlineData("autoscaling.amazonaws.com", "RegisterScalableTarget", "application-autoscaling:RegisterScalableTarget")]
    [InlineData("sts.amazonaws.com", "GetCallerIdentity", "")]
    [InlineData("sts.amazonaws.com", "GetSessionToken", "")]
    [InlineData("sts.amazonaws.com", "AssumeRole", "sts:AssumeRole")]
    [InlineData("signin.amazonaws.com", "ConsoleLogin", "")]
    public void Events_stand_for_actions(string source, string name, string actions)
    {
        EventMapping mapping = EventActions.Map(source, name);
        Assert.True(mapping.IsKnown);
        Assert.Equal(actions, string.Join(',', mapping.Actions));
        Assert.All(mapping.Actions, action => Assert.True(ActionTable.Default.TryGetAction(action, out _), action));
    }

    [Fact]
    public void What_is_unknown_is_said_to_be_a_guess()
    {
        EventMapping mapping = EventActions.Map("brandnew.amazonaws.com", "DoThing");
        Assert.Equal(["brandnew:DoThing"], mapping.Actions);
        Assert.False(mapping.IsKnown);
    }

    [Fact]
    public void Every_name_that_events_are_mapped_to_exists()
    {
        string[] operations =
        [
            "ListBuckets", "HeadBucket", "ListObjects", "ListObjectsV2", "ListObjectVersions", "ListMultipartUploads", "ListParts", "SelectObjectContent",
            "UploadPartCopy", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "DeleteObjects", "GetBucketLifecycle", "PutBucketLifecycle",
            "DeleteBucketLifecycle", "PutBucketEncryption", "DeleteBucketEncryption", "GetBucketReplication", "PutBucketReplication", "DeleteBucketReplication",
            "GetBucketNotificationConfiguration", "PutBucketNotificationConfiguration", "DeleteBucketCors", "DeleteBucketTagging", "DeleteBucketOwnershipControls",
            "GetBucketAccelerateConfiguration", "PutBucketAccelerateConfiguration", "GetBucketAnalyticsConfiguration", "PutBucketAnalyticsConfiguration",
            "GetBucketInventoryConfiguration", "PutBucketInventoryConfiguration", "GetBucketMetricsConfiguration", "PutBucketMetricsConfiguration",
            "GetBucketIntelligentTieringConfiguration", "PutBucketIntelligentTieringConfiguration", "GetPublicAccessBlock", "PutPublicAccessBlock",
            "DeletePublicAccessBlock", "GetObjectLockConfiguration", "PutObjectLockConfiguration",
        ];
        Assert.All(operations, operation => Assert.All(
            EventActions.Map("s3.amazonaws.com", operation).Actions, action => Assert.True(ActionTable.Default.TryGetAction(action, out _), $"{operation}: {action}")));
    }
}
