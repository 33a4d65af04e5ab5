using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Kms;
using AwsOps.Sandbox.S3;
using AwsOps.Sandbox.Sns;
using AwsOps.Sandbox.Sqs;

namespace AwsOps.Sandbox.Access;

/// <summary>The policies of resources, wherever their services keep them.</summary>
internal static class ResourcePolicies
{
    /// <summary>The policy of a resource (none is an empty list) and the account that owns it; null for the caller's own.</summary>
    public static (IReadOnlyList<PolicyDocument> Policies, string? Owner) Of(SandboxCloud cloud, string arn)
    {
        if (!Arn.TryParse(arn, out var parsed))
        {
            return ([], null);
        }

        if (parsed.Service == "s3")
        {
            var bucket = S3State.Of(cloud).Buckets.GetValueOrDefault(parsed.Resource.Split('/')[0]);
            return (Parse(bucket?.Policy, $"the policy of bucket {bucket?.Name}"), bucket?.Account);
        }

        if (parsed.AccountId.Length != 12)
        {
            return ([], null);
        }

        var text = parsed.Service switch
        {
            "kms" => cloud.Scope(parsed.AccountId, parsed.Region).Get<KmsState>().Find(parsed.Resource)?.Policy,
            "sqs" => cloud.Scope(parsed.AccountId, parsed.Region).Get<SqsState>().Queues.GetValueOrDefault(parsed.Resource)?.Policy,
            "sns" => cloud.Scope(parsed.AccountId, parsed.Region).Get<SnsState>().Find(arn)?.Attributes.GetValueOrDefault("Policy"),
            _ => null,
        };
        return (Parse(text, $"the policy of {arn}"), parsed.AccountId);
    }

    private static IReadOnlyList<PolicyDocument> Parse(string? text, string name) => string.IsNullOrEmpty(text) ? [] : [Rights.Parse(text, name)];
}
