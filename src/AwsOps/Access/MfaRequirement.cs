using System.Collections.Concurrent;
using System.Management.Automation;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>The policy that denies everything without MFA but what sets MFA up.</summary>
/// <remarks>
/// After https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html and
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html.
/// Those examples forget users with a path, whose ARNs have it before the name; here both forms are listed.
/// </remarks>
internal static class MfaRequirement
{
    /// <summary>What stays possible without MFA: to look at oneself, change a first password, and set MFA up.</summary>
    private static readonly string[] Open =
    [
        "iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices",
        "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken",
    ];

    private static readonly ConcurrentDictionary<string, PolicyDocument> Proven = new(StringComparer.Ordinal);

    /// <summary>The policy, proven once: an error should it ever leave more open, or cost anything with MFA.</summary>
    /// <param name="partition">Partition of the account, such as aws.</param>
    public static PolicyDocument Document(string partition) => Proven.GetOrAdd(partition, Prove);

    /// <summary>Why users could not set up their MFA once the policy is theirs, by user; empty when all could.</summary>
    public static IReadOnlyList<(string User, string Reason)> Blocked(AccountSnapshot account, IEnumerable<string> users, PolicyDocument document) =>
    [
        .. from user in users
           from entity in account.Find(user)
           where entity.Principal.Kind == PrincipalKind.User
           let policies = new PolicySet { Identity = [.. entity.Policies.Identity, document], Boundary = entity.Policies.Boundary, ServiceControl = entity.Policies.ServiceControl, Resource = [] }
           from reason in MfaGate.SetUpBlockers(entity.Principal, policies)
           select (user, reason),
    ];

    private static PolicyDocument Prove(string partition)
    {
        var document = PolicyDocument.Parse(Text(partition));
        var report = MfaGate.Check(document);
        return report.LostWithMfa.Count == 0 && report.OpenWithoutMfa.SequenceEqual(Open, StringComparer.Ordinal)
            ? document
            : throw new AwsOpsException("MfaRequirementUnproven", ErrorCategory.InvalidResult, $"The policy would leave open without MFA: {string.Join(", ", report.OpenWithoutMfa.Except(Open, StringComparer.Ordinal))}; and deny with MFA: {string.Join(", ", report.LostWithMfa)}. Nothing was changed.");
    }

    private static string Text(string partition) =>
        $$"""
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Sid": "AllowViewAccountInfo",
              "Effect": "Allow",
              "Action": "iam:ListVirtualMFADevices",
              "Resource": "*"
            },
            {
              "Sid": "AllowCreateVirtualDevice",
              "Effect": "Allow",
              "Action": "iam:CreateVirtualMFADevice",
              "Resource": "arn:{{partition}}:iam::*:mfa/*"
            },
            {
              "Sid": "AllowManageOwnMfa",
              "Effect": "Allow",
              "Action": ["iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ResyncMFADevice"],
              "Resource": ["arn:{{partition}}:iam::*:user/${aws:username}", "arn:{{partition}}:iam::*:user/*/${aws:username}"]
            },
            {
              "Sid": "AllowDeactivateOwnMfaWithMfa",
              "Effect": "Allow",
              "Action": "iam:DeactivateMFADevice",
              "Resource": ["arn:{{partition}}:iam::*:user/${aws:username}", "arn:{{partition}}:iam::*:user/*/${aws:username}"],
              "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } }
            },
            {
              "Sid": "DenyAllExceptListedIfNoMfa",
              "Effect": "Deny",
              "NotAction": [{{string.Join(", ", Open.Select(static action => $"\"{action}\""))}}],
              "Resource": "*",
              "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } }
            }
          ]
        }
        """;
}
