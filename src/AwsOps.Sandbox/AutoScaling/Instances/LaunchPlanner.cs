using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>One way to launch an instance of a group.</summary>
/// <param name="Spec">What EC2 is asked for, without a subnet.</param>
/// <param name="Source">Template version or configuration it comes from.</param>
/// <param name="Weight">Units it counts; null without weights.</param>
internal sealed record LaunchCandidate(InstanceSpec Spec, LaunchSource Source, int? Weight);

/// <summary>Turns what a group launches into what EC2 is asked for.</summary>
internal sealed class LaunchPlanner(AutoScalingState state)
{
    /// <summary>Types that match requirements come in the order of their size; that many are tried.</summary>
    private const int MaxMatchingTypes = 20;

    /// <summary>
    /// The ways to launch the next instance, the preferred first. Prices are not simulated: "lowest-price" takes the
    /// overrides in their order, and Spot spreads over the first SpotInstancePools of them.
    /// </summary>
    public IReadOnlyList<LaunchCandidate> Candidates(ScalingGroup group, LaunchChoice choice)
    {
        if (choice.ConfigurationName is { } name)
        {
            var configuration = state.LaunchConfigurations[name];
            var spec = state.Ec2.LaunchSpec(configuration.LaunchData()) with { Spot = configuration.Request.Has("SpotPrice") };
            return [new LaunchCandidate(spec, new LaunchSource { ConfigurationName = name, ConfigurationCreated = configuration.CreatedTime }, null)];
        }

        if (choice.Mixed is not { } mixed)
        {
            return [FromTemplate(choice.Template!, null, null, null)];
        }

        var spot = NextIsSpot(group, mixed);
        var candidates = Overrides(mixed).Select(o => FromTemplate(o.LaunchTemplate ?? mixed.LaunchTemplate, o.InstanceType, o.ImageId, o.Weight))
            .Select(c => c with { Spec = c.Spec with { Spot = spot } }).ToList();
        return spot ? Spread(group, mixed, candidates) : candidates;
    }

    /// <summary>Checks that a choice can be launched in a subnet, as the service does before it accepts it.</summary>
    /// <exception cref="AwsError">ValidationError with EC2's message.</exception>
    public void Check(LaunchChoice choice, Subnet subnet)
    {
        try
        {
            var candidates = choice.Mixed is { } mixed
                ? Overrides(mixed).Select(o => FromTemplate(o.LaunchTemplate ?? mixed.LaunchTemplate, o.InstanceType, o.ImageId, o.Weight))
                : choice.Template is { } template ? [FromTemplate(template, null, null, null)] : [];
            foreach (var candidate in candidates)
            {
                state.Ec2.PlanLaunch(In(candidate.Spec, subnet));
            }
        }
        catch (AwsError error)
        {
            throw TemplateError(error);
        }
    }

    /// <summary>A LaunchTemplateSpecification with id, name and version filled in, as it is described.</summary>
    public Struct Resolve(Struct specification)
    {
        if (specification.Has("LaunchTemplateId") == specification.Has("LaunchTemplateName"))
        {
            throw AutoScalingErrors.Validation("Valid requests must contain either launchTemplateId or LaunchTemplateName");
        }

        try
        {
            var template = state.Ec2.ResolveLaunchTemplate(specification).Template;
            return new Struct
            {
                ["LaunchTemplateId"] = template.Id,
                ["LaunchTemplateName"] = template.LaunchTemplateName,
                ["Version"] = specification.String("Version"),
            };
        }
        catch (AwsError error)
        {
            throw TemplateError(error);
        }
    }

    /// <summary>The specification in a subnet of the group.</summary>
    public static InstanceSpec In(InstanceSpec spec, Subnet subnet) => spec with { SubnetId = subnet.Id, AvailabilityZone = null };

    private static AwsError TemplateError(AwsError error) =>
        AutoScalingErrors.Validation($"You must use a valid fully-formed launch template. {error.Message}");

    private LaunchCandidate FromTemplate(Struct specification, string? type, string? image, int? weight)
    {
        var byId = new Struct { ["LaunchTemplateId"] = specification.String("LaunchTemplateId"), ["Version"] = specification.String("Version") };
        var resolved = state.Ec2.ResolveLaunchTemplate(byId);
        var spec = state.Ec2.LaunchSpec(resolved.Data);
        spec = spec with { InstanceType = type ?? spec.InstanceType, ImageId = image ?? spec.ImageId };
        return new LaunchCandidate(spec, new LaunchSource
        {
            TemplateId = resolved.Template.Id,
            TemplateName = resolved.Template.LaunchTemplateName,
            TemplateVersion = resolved.Version.Number,
        }, weight);
    }

    private static IEnumerable<LaunchOverride> Overrides(MixedInstancesPolicy mixed) => mixed.Overrides.Count == 0
        ? [new LaunchOverride(null, null, null, null, null, [])]
        : mixed.Overrides.SelectMany(static o => o.Requirements is null
            ? [o]
            : InstanceRequirements.Matching(o.Requirements).Take(MaxMatchingTypes).Select(t => o with { InstanceType = t.Name }));

    // MI1: the base, then the percentage above it, is On-Demand; the rest is Spot.
    private static bool NextIsSpot(ScalingGroup group, MixedInstancesPolicy mixed)
    {
        var split = PurchaseSplit.Of(Math.Max(group.Desired, group.Capacity + 1), mixed.OnDemandBase, mixed.OnDemandPercent);
        return group.Counted.Where(static i => !i.Ec2.IsSpot).Sum(static i => i.Units) >= split.OnDemand;
    }

    private static List<LaunchCandidate> Spread(ScalingGroup group, MixedInstancesPolicy mixed, List<LaunchCandidate> candidates)
    {
        var pools = mixed.SpotAllocationStrategy == "lowest-price" ? mixed.SpotInstancePools ?? 2 : 1;
        var used = group.Counted.Where(static i => i.Ec2.IsSpot).GroupBy(static i => i.Ec2.InstanceType).ToDictionary(static g => g.Key, static g => g.Count());
        return [.. candidates.Take(pools).OrderBy(c => used.GetValueOrDefault(c.Spec.InstanceType)), .. candidates.Skip(pools)];
    }
}
