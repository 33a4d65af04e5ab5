using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>
/// Several instance types and purchase options in one group.
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_MixedInstancesPolicy.html
/// </summary>
internal sealed class MixedInstancesPolicy
{
    /// <summary>LaunchTemplateSpecification of the policy.</summary>
    public required Struct LaunchTemplate { get; init; }

    public IReadOnlyList<LaunchOverride> Overrides { get; init; } = [];

    public string OnDemandAllocationStrategy { get; init; } = "prioritized";

    public int OnDemandBase { get; init; }

    /// <summary>Percent of what is above the base that is On-Demand.</summary>
    public int OnDemandPercent { get; init; } = 100;

    public string SpotAllocationStrategy { get; init; } = "lowest-price";

    public int? SpotInstancePools { get; init; }

    public string? SpotMaxPrice { get; init; }

    /// <summary>
    /// Reads a request. What is left out is the default of
    /// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html, or of <paramref name="old"/> on an update.
    /// </summary>
    public static MixedInstancesPolicy Of(Struct request, MixedInstancesPolicy? old, Func<Struct, Struct> resolveTemplate)
    {
        var template = request.Child("LaunchTemplate");
        var specification = template?.Child("LaunchTemplateSpecification");
        if (specification is null && old is null)
        {
            throw AutoScalingErrors.Validation("Valid requests must contain a LaunchTemplateSpecification in the LaunchTemplate of the MixedInstancesPolicy.");
        }

        var distribution = request.Child("InstancesDistribution") ?? [];
        var policy = new MixedInstancesPolicy
        {
            LaunchTemplate = specification is null ? old!.LaunchTemplate : resolveTemplate(specification),
            Overrides = template?.Has("Overrides") == true ? [.. template.Structs("Overrides").Select(o => LaunchOverride.Of(o, resolveTemplate))] : old?.Overrides ?? [],
            OnDemandAllocationStrategy = distribution.String("OnDemandAllocationStrategy") ?? old?.OnDemandAllocationStrategy ?? "prioritized",
            OnDemandBase = distribution.Int("OnDemandBaseCapacity") ?? old?.OnDemandBase ?? 0,
            OnDemandPercent = distribution.Int("OnDemandPercentageAboveBaseCapacity") ?? old?.OnDemandPercent ?? 100,
            SpotAllocationStrategy = distribution.String("SpotAllocationStrategy") ?? old?.SpotAllocationStrategy ?? "lowest-price",
            SpotInstancePools = distribution.Int("SpotInstancePools") ?? old?.SpotInstancePools,
            SpotMaxPrice = distribution.String("SpotMaxPrice") ?? old?.SpotMaxPrice,
        };
        policy.Check();
        return policy;
    }

    public Struct Describe() => new()
    {
        ["LaunchTemplate"] = new Struct
        {
            ["LaunchTemplateSpecification"] = LaunchTemplate,
            ["Overrides"] = Overrides.Select(static o => o.Request).ToList(),
        },
        ["InstancesDistribution"] = new Struct
        {
            ["OnDemandAllocationStrategy"] = OnDemandAllocationStrategy,
            ["OnDemandBaseCapacity"] = (long)OnDemandBase,
            ["OnDemandPercentageAboveBaseCapacity"] = (long)OnDemandPercent,
            ["SpotAllocationStrategy"] = SpotAllocationStrategy,
            // Only the lowest-price strategy has pools; two unless told otherwise.
            ["SpotInstancePools"] = SpotAllocationStrategy == "lowest-price" ? (long)(SpotInstancePools ?? 2) : null,
            ["SpotMaxPrice"] = SpotMaxPrice,
        },
    };

    private void Check()
    {
        if (OnDemandPercent is < 0 or > 100)
        {
            throw AutoScalingErrors.Validation($"OnDemandPercentageAboveBaseCapacity {OnDemandPercent} is not valid: use 0 to 100.");
        }

        if (OnDemandAllocationStrategy is not ("prioritized" or "lowest-price"))
        {
            throw AutoScalingErrors.Validation($"OnDemandAllocationStrategy '{OnDemandAllocationStrategy}' is not valid: use lowest-price or prioritized.");
        }

        if (SpotAllocationStrategy is not ("lowest-price" or "capacity-optimized" or "capacity-optimized-prioritized" or "price-capacity-optimized"))
        {
            throw AutoScalingErrors.Validation($"SpotAllocationStrategy '{SpotAllocationStrategy}' is not valid: use lowest-price, capacity-optimized, capacity-optimized-prioritized or price-capacity-optimized.");
        }

        // Weights are for all instance types or for none.
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
        if (Overrides.Any(static o => o.Weight is null) && Overrides.Any(static o => o.Weight is not null))
        {
            throw AutoScalingErrors.Validation("You must specify a WeightedCapacity for all of the overrides, or for none of them.");
        }
    }
}

/// <summary>One override of the launch template: an instance type or requirements, a weight, a template of its own.</summary>
internal sealed record LaunchOverride(string? InstanceType, Struct? Requirements, int? Weight, Struct? LaunchTemplate, string? ImageId, Struct Request)
{
    public static LaunchOverride Of(Struct request, Func<Struct, Struct> resolveTemplate)
    {
        var type = request.String("InstanceType");
        var requirements = request.Child("InstanceRequirements");
        if (type is not null && requirements is not null)
        {
            throw AutoScalingErrors.Validation("An override can have InstanceType or InstanceRequirements, not both.");
        }

        int? weight = null;
        if (request.String("WeightedCapacity") is { } text)
        {
            weight = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 999
                ? value
                : throw AutoScalingErrors.Validation($"WeightedCapacity '{text}' is not valid: use 1 to 999.");
        }

        var template = request.Child("LaunchTemplateSpecification") is { } specification ? resolveTemplate(specification) : null;
        if (template is not null)
        {
            request["LaunchTemplateSpecification"] = template;
        }

        return new LaunchOverride(type, requirements, weight, template, request.String("ImageId"), request);
    }
}
