using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Errors of IAM, https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and each operation's page.</summary>
internal static class IamErrors
{
    public static AwsError NoEntity(string message) => new("NoSuchEntity", message, 404);

    public static AwsError Exists(string message) => new("EntityAlreadyExists", message, 409);

    public static AwsError Conflict(string message) => new("DeleteConflict", message, 409);

    public static AwsError Limit(string message) => new("LimitExceeded", message, 409);

    public static AwsError Malformed(string message) => new("MalformedPolicyDocument", message);
}
