using System.Globalization;
using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Pricing;

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

    /// <summary>The ways to launch an instance, in the order of the overrides, as On-Demand Instances.</summary>
    public IReadOnlyList<LaunchCandidate> Candidates(ScalingGroup group, LaunchChoice choice)
    {
        if (choice.ConfigurationName is { } name)
        {
            var configuration = state.LaunchConfigurations[name];
            var spec = state.Ec2.LaunchSpec(configuration.LaunchData()) with { Spot = configuration.Request.Has("SpotPrice") };
            return [new LaunchCandidate(spec, new LaunchSource { ConfigurationName = name, ConfigurationCreated = configuration.CreatedTime }, null)];
        }

        return choice.Mixed is not { } mixed ? [FromTemplate(choice.Template!, null, null, null)]
            : [.. Overrides(mixed).Select(o => FromTemplate(o.LaunchTemplate ?? mixed.LaunchTemplate, o.InstanceType, o.ImageId, UnitsOf(group, o)))];
    }

    /// <summary>
    /// Purchase options to try for the next instance: Spot (true), On-Demand (false). On-Demand first as far as its share goes; where it can't be had,
    /// Spot up to its own share; Spot is never replaced by On-Demand (MI1). Null is what the template says.
    /// </summary>
    public static IReadOnlyList<bool?> Purchases(ScalingGroup group, LaunchChoice choice)
    {
        if (choice.Mixed is not { } mixed)
        {
            return [null];
        }

        var (want, onDemand, spot) = (group.Desired + group.Surplus, Units(group, false), Units(group, true));
        return PurchaseSplit.NextIsSpot(want, onDemand + spot, onDemand, mixed.OnDemandBase, mixed.OnDemandPercent) ? [true]
            : spot < PurchaseSplit.Of(want, mixed.OnDemandBase, mixed.OnDemandPercent).Spot ? [false, true] : [false];
    }

    /// <summary>The ways to launch the next instance in a zone, the preferred first, each as long as those before it could not be launched.</summary>
    /// <param name="group">The group.</param>
    /// <param name="choice">What it launches.</param>
    /// <param name="candidates">What <see cref="Candidates"/> gave.</param>
    /// <param name="isSpot">The purchase option; null is what the template says.</param>
    /// <param name="zone">The zone.</param>
    public IEnumerable<LaunchCandidate> InZone(ScalingGroup group, LaunchChoice choice, IReadOnlyList<LaunchCandidate> candidates, bool? isSpot, string zone)
    {
        if (isSpot is not { } spot)
        {
            return candidates;
        }

        return Ordered();

        IEnumerable<LaunchCandidate> Ordered()
        {
            var allocation = Allocation(choice.Mixed!, candidates, zone);
            var counts = candidates.Select(c => group.Counted.Count(i => i.Ec2.IsSpot && i.Ec2.AvailabilityZone == zone && i.Ec2.InstanceType == c.Spec.InstanceType)).ToArray();
            var tried = new bool[candidates.Count];
            for (var next = allocation.Choose(spot, counts, tried); next >= 0; next = allocation.Choose(spot, counts, tried))
            {
                yield return candidates[next] with { Spec = candidates[next].Spec with { Spot = spot } };
                tried[next] = true;
            }
        }
    }

    /// <summary>
    /// How far an instance is from what the allocation strategy would launch among some, for its termination policies; null for groups without a
    /// mixed instances policy.
    /// </summary>
    public Func<FleetInstance, int>? Ranks(ScalingGroup group, IReadOnlyList<GroupInstance> among)
    {
        if (group.Launch.Mixed is not { } mixed)
        {
            return null;
        }

        var candidates = Candidates(group, group.Launch);
        if (candidates.Count == 1)
        {
            return null;
        }

        var types = candidates.Select(static c => c.Spec.InstanceType).ToList();
        var allocations = among.Select(static i => i.Ec2.AvailabilityZone).Distinct().ToDictionary(static zone => zone, zone => Allocation(mixed, candidates, zone));
        return instance => allocations[instance.Zone].Rank(
            instance.IsSpot, types.IndexOf(instance.InstanceType),
            among.Count(i => i.Ec2.IsSpot && i.Ec2.AvailabilityZone == instance.Zone && i.Ec2.InstanceType == instance.InstanceType));
    }

    /// <summary>Capacity units of a purchase option.</summary>
    public static int Units(ScalingGroup group, bool isSpot) => group.Counted.Where(i => i.Ec2.IsSpot == isSpot).Sum(static i => i.Units);

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

    // "Amazon EC2 Auto Scaling supports DesiredCapacityType for attribute-based instance type selection only": capacity is then counted in what the types have.
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
    private static int? UnitsOf(ScalingGroup group, LaunchOverride item) => group.Kept.String("DesiredCapacityType") switch
    {
        "vcpu" when item.Requirements is not null => InstanceTypes.Get(item.InstanceType!).VCpus,
        "memory-mib" when item.Requirements is not null => InstanceTypes.Get(item.InstanceType!).MemoryMiB,
        _ => item.Weight,
    };

    private static IEnumerable<LaunchOverride> Overrides(MixedInstancesPolicy mixed) => mixed.Overrides.Count == 0
        ? [new LaunchOverride(null, null, null, null, null, [])]
        : mixed.Overrides.SelectMany(static o => o.Requirements is null
            ? [o]
            : InstanceRequirements.Matching(o.Requirements).Take(MaxMatchingTypes).Select(t => o with { InstanceType = t.Name }));

    // Which pool has spare Spot capacity AWS knows and the sandbox does not: all alike, so the order of the overrides decides (or the price).
    private FleetAllocation Allocation(MixedInstancesPolicy mixed, IReadOnlyList<LaunchCandidate> candidates, string zone) => new(new MixedFleet
    {
        OnDemandStrategy = mixed.OnDemandAllocationStrategy == "lowest-price" ? OnDemandAllocation.LowestPrice : OnDemandAllocation.Prioritized,
        SpotStrategy = mixed.SpotAllocationStrategy switch
        {
            "capacity-optimized" => SpotAllocation.CapacityOptimized,
            "capacity-optimized-prioritized" => SpotAllocation.CapacityOptimizedPrioritized,
            "price-capacity-optimized" => SpotAllocation.PriceCapacityOptimized,
            _ => SpotAllocation.LowestPrice,
        },
        SpotPools = mixed.SpotInstancePools ?? MixedFleet.DefaultSpotPools,
        SpotMaxPrice = double.TryParse(mixed.SpotMaxPrice, NumberStyles.Float, CultureInfo.InvariantCulture, out var most) ? most : null,
        Types = [.. candidates.Select(c => Priced(c, zone))],
    });

    private FleetType Priced(LaunchCandidate candidate, string zone)
    {
        var type = new FleetType { InstanceType = candidate.Spec.InstanceType, Weight = candidate.Weight ?? 1 };
        return ExamplePrices.OnDemand(type.InstanceType, state.Scope.Region, "Linux") is not { } price ? type : type with
        {
            OnDemandPerHour = (double)price,
            SpotPerHour = (double)ExamplePrices.Spot(type.InstanceType, state.Ec2.Zone(zone), state.Scope.Region, "Linux", state.Now).Usd,
        };
    }
}
