namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// Which operations change nothing in the account. The verb says it for nearly all, as CloudTrail's <c>readOnly</c> field has it
/// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html);
/// the rest are named here.
/// </summary>
internal static class ReadOnlyOperations
{
    private static readonly string[] ReadingVerbs =
    [
        "Describe", "Get", "List", "Head", "Search", "Lookup", "Filter", "Simulate", "Check", "Validate", "Test", "Export", "Assume",
    ];

    /// <summary>Cryptography with a key leaves the key as it is; a query over logs or a report leaves what it reads.</summary>
    private static readonly HashSet<string> Named = new(StringComparer.Ordinal)
    {
        "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt", "kms:Sign", "kms:Verify",
        "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:GenerateRandom",
        "logs:StartQuery", "logs:StopQuery",
        "iam:GenerateCredentialReport", "iam:GenerateServiceLastAccessedDetails",
        "sts:DecodeAuthorizationMessage",
        "sso:Logout", "ssooidc:RegisterClient", "ssooidc:StartDeviceAuthorization", "ssooidc:CreateToken", "ssooidc:CreateTokenWithIAM",
    };

    public static bool Contains(string service, string operation) =>
        ReadingVerbs.Any(verb => StartsWithVerb(operation, verb)) || Named.Contains($"{service}:{operation}");

    private static bool StartsWithVerb(string operation, string verb) =>
        operation.StartsWith(verb, StringComparison.Ordinal) && operation.Length > verb.Length && char.IsUpper(operation[verb.Length]);
}
