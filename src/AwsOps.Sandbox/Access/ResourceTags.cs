using AwsOps.Engine.Policy;
using AwsOps.Sandbox.AutoScaling;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.ElasticLoadBalancing.Classic;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Kms;
using AwsOps.Sandbox.S3;
using AwsOps.Sandbox.Sns;
using AwsOps.Sandbox.Sqs;

namespace AwsOps.Sandbox.Access;

/// <summary>The tags of resources, which conditions on aws:ResourceTag see.</summary>
internal static class ResourceTags
{
    public static IEnumerable<KeyValuePair<string, string>> Of(SandboxCloud cloud, string arn)
    {
        if (!Arn.TryParse(arn, out var parsed) || arn.Contains('*', StringComparison.Ordinal))
        {
            return [];
        }

        if (parsed.Service == "s3")
        {
            return !parsed.Resource.Contains('/', StringComparison.Ordinal) && S3State.Of(cloud).Buckets.TryGetValue(parsed.Resource, out var bucket) ? bucket.Tags : [];
        }

        if (parsed.AccountId.Length != 12)
        {
            return [];
        }

        var scope = cloud.Scope(parsed.AccountId, parsed.Region.Length == 0 ? Scope.GlobalRegion : parsed.Region);
        var last = parsed.Resource[(parsed.Resource.LastIndexOf('/') + 1)..];
        IEnumerable<KeyValuePair<string, string>>? tags = parsed.Service switch
        {
            "iam" => cloud.Iam(parsed.AccountId).FindHolder(arn)?.Tags ?? cloud.Iam(parsed.AccountId).Policies.GetValueOrDefault(arn)?.Tags,
            "ec2" => scope.Get<Ec2State>().Resources.FirstOrDefault(resource => resource.Id == last)?.Tags,
            "autoscaling" => scope.Get<AutoScalingState>().TryGet(last, out var group) ? group.Tags.Values.Select(static tag => KeyValuePair.Create(tag.Key, tag.Value)) : null,
            "elasticloadbalancing" => scope.Get<ElbState>().LoadBalancers.Concat<ElbResource>(scope.Get<ElbState>().TargetGroups).Concat(scope.Get<ClassicState>().Balancers).FirstOrDefault(resource => resource.Arn == arn)?.Tags,
            "sns" => scope.Get<SnsState>().Find(arn)?.Tags,
            "sqs" => scope.Get<SqsState>().Queues.GetValueOrDefault(parsed.Resource)?.Tags,
            "kms" => scope.Get<KmsState>().Find(parsed.Resource)?.Tags,
            _ => null,
        };
        return tags ?? [];
    }
}
