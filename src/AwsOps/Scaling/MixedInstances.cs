using Amazon.AutoScaling.Model;

namespace AwsOps.Scaling;

/// <summary>Builds the policy of a group with several instance types or purchase options.</summary>
/// <remarks>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html</remarks>
internal static class MixedInstances
{
    /// <summary>The policy for the parameters given.</summary>
    public static MixedInstancesPolicy Policy(LaunchTemplateSpecification template, IReadOnlyList<string> types, int? onDemandBase, int? onDemandPercentage, string? spotStrategy) => new()
    {
        LaunchTemplate = new Amazon.AutoScaling.Model.LaunchTemplate
        {
            LaunchTemplateSpecification = template,
            Overrides = types.Count == 0 ? null : [.. types.Select(static type => new LaunchTemplateOverrides { InstanceType = type })],
        },
        InstancesDistribution = new InstancesDistribution
        {
            OnDemandBaseCapacity = onDemandBase,
            OnDemandPercentageAboveBaseCapacity = onDemandPercentage,
            SpotAllocationStrategy = spotStrategy ?? "price-capacity-optimized",
        },
    };
}
