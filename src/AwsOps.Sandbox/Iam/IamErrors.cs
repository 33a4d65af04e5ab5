using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Errors of IAM, https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and each operation's page.</summary>
internal static class IamErrors
{
    public static AwsError NoEntity(string message) => new("NoSuchEntity", message, 404);

    public static AwsError Exists(string message) => new("EntityAlreadyExists", message, 409);

    public static AwsError Conflict(string message) => new("DeleteConflict", message, 409);

    public static AwsError Limit(string message) => new("LimitExceeded", message, 409);

    /// <summary>A quota of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html is used up.</summary>
    public static AwsError Quota(string name, int limit) => Limit($"Cannot exceed quota for {name}: {limit}");

    public static AwsError Malformed(string message) => new("MalformedPolicyDocument", message);

    public static AwsError Invalid(string message) => new("InvalidInput", message);

    public static AwsError Validation(string message) => new("ValidationError", message);

    /// <summary>Only its service changes a service-linked role: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html</summary>
    public static AwsError Unmodifiable(Role role) => new(
        "UnmodifiableEntity", $"Cannot perform the operation on the protected role '{role.Name}' - this role is only modifiable by AWS");
}
