namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// The IAM action of an operation. It has the operation's name except in S3
/// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html) and for KMS's ReEncrypt.
/// </summary>
internal static class IamActions
{
    private static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["s3:CompleteMultipartUpload"] = "PutObject",
        ["s3:CopyObject"] = "PutObject",
        ["s3:CreateMultipartUpload"] = "PutObject",
        ["s3:DeleteBucketCors"] = "PutBucketCORS",
        ["s3:DeleteBucketEncryption"] = "PutEncryptionConfiguration",
        ["s3:DeleteBucketLifecycle"] = "PutLifecycleConfiguration",
        ["s3:DeleteBucketOwnershipControls"] = "PutBucketOwnershipControls",
        ["s3:DeleteBucketReplication"] = "PutReplicationConfiguration",
        ["s3:DeleteBucketTagging"] = "PutBucketTagging",
        ["s3:DeleteObjects"] = "DeleteObject",
        ["s3:DeletePublicAccessBlock"] = "PutBucketPublicAccessBlock",
        ["s3:GetBucketAccelerateConfiguration"] = "GetAccelerateConfiguration",
        ["s3:GetBucketCors"] = "GetBucketCORS",
        ["s3:GetBucketEncryption"] = "GetEncryptionConfiguration",
        ["s3:GetBucketLifecycleConfiguration"] = "GetLifecycleConfiguration",
        ["s3:GetBucketNotificationConfiguration"] = "GetBucketNotification",
        ["s3:GetBucketReplication"] = "GetReplicationConfiguration",
        ["s3:GetObjectLockConfiguration"] = "GetBucketObjectLockConfiguration",
        ["s3:GetPublicAccessBlock"] = "GetBucketPublicAccessBlock",
        ["s3:HeadBucket"] = "ListBucket",
        ["s3:HeadObject"] = "GetObject",
        ["s3:ListBuckets"] = "ListAllMyBuckets",
        ["s3:ListMultipartUploads"] = "ListBucketMultipartUploads",
        ["s3:ListObjectVersions"] = "ListBucketVersions",
        ["s3:ListObjects"] = "ListBucket",
        ["s3:ListObjectsV2"] = "ListBucket",
        ["s3:ListParts"] = "ListMultipartUploadParts",
        ["s3:PutBucketAccelerateConfiguration"] = "PutAccelerateConfiguration",
        ["s3:PutBucketCors"] = "PutBucketCORS",
        ["s3:PutBucketEncryption"] = "PutEncryptionConfiguration",
        ["s3:PutBucketLifecycleConfiguration"] = "PutLifecycleConfiguration",
        ["s3:PutBucketNotificationConfiguration"] = "PutBucketNotification",
        ["s3:PutBucketReplication"] = "PutReplicationConfiguration",
        ["s3:PutObjectLockConfiguration"] = "PutBucketObjectLockConfiguration",
        ["s3:PutPublicAccessBlock"] = "PutBucketPublicAccessBlock",
        ["s3:UploadPart"] = "PutObject",
        ["kms:ReEncrypt"] = "ReEncryptFrom",
    };

    public static string Of(ServiceModel model, string operation) =>
        $"{model.IamPrefix}:{Different.GetValueOrDefault($"{model.Name}:{operation}", operation)}";
}
