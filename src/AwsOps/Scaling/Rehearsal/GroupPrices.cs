using System.Globalization;
using Amazon.AutoScaling.Model;
using Amazon.EC2.Model;
using AwsOps.Common;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>What the instances of a group cost an hour, looked up.</summary>
/// <param name="Used">The prices that were found, those of Spot for the group's zones only.</param>
/// <param name="OnDemand">An On-Demand Instance, on average over the group's types.</param>
/// <param name="Spot">A Spot Instance, on average over types and zones; null when the group has none.</param>
/// <param name="Notes">What was assumed.</param>
[IamAction("ec2:DescribeImages", "ec2:DescribeLaunchTemplateVersions", Of = [typeof(PriceLookup)])]
internal sealed record GroupPrices(IReadOnlyList<InstancePrice> Used, double OnDemand, double? Spot, IReadOnlyList<string> Notes)
{
    /// <summary>A lookup that takes longer is no help: a network without a way to the price list only lets connections time out.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Looks up what a group's instances cost.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="group">The group.</param>
    /// <param name="hasSpot">Whether part of it is Spot.</param>
    /// <param name="instead">Types in place of those that it has; empty for those.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <exception cref="AwsOpsException">A price is not known, or may not be read.</exception>
    public static async Task<GroupPrices> ReadAsync(AwsConnection aws, AutoScalingGroup group, bool hasSpot, IReadOnlyList<string> instead, CancellationToken stop)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(Limit);
        try
        {
            return await FindAsync(aws, group, hasSpot, instead, limited.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new AwsOpsException("PricesTimedOut", System.Management.Automation.ErrorCategory.OperationTimeout, $"Prices were not answered within {Limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>A mix with the prices of its types, but for those that were given.</summary>
    /// <param name="fleet">The mix; null for a group with one type.</param>
    /// <param name="withSpot">Whether Spot prices are those looked up too.</param>
    public MixedFleet? Fill(MixedFleet? fleet, bool withSpot) => fleet is null ? null : fleet with
    {
        Types =
        [
            .. fleet.Types.Select(type => type with
            {
                OnDemandPerHour = type.OnDemandPerHour ?? Of(type.InstanceType, "OnDemand"),
                SpotPerHour = type.SpotPerHour ?? (withSpot ? Of(type.InstanceType, "Spot") : null),
            }),
        ],
    };

    private double? Of(string type, string option) => Used.Where(price => price.InstanceType == type && price.PurchaseOption == option).Select(static price => (double?)price.PricePerHour).Average();

    private static async Task<GroupPrices> FindAsync(AwsConnection aws, AutoScalingGroup group, bool hasSpot, IReadOnlyList<string> instead, CancellationToken stop)
    {
        var notes = new List<string>();
        var template = await TemplateAsync(aws, group, stop);
        var types = instead.Count > 0 ? instead : TypesOf(group, template?.InstanceType?.Value);
        if (types.Count == 0)
        {
            throw new AwsOpsException("InstanceTypeUnknown", System.Management.Automation.ErrorCategory.ObjectNotFound, $"The instance type of group '{group.AutoScalingGroupName}' is not known: it has no instance, and no launch template that names one.");
        }

        var system = await SystemAsync(aws, template?.ImageId, notes, stop);
        var prices = new PriceLookup(aws);
        var isAllSpot = template?.InstanceMarketOptions?.MarketType?.Value == "spot";
        var zones = group.AvailabilityZones ?? [];
        var onDemand = isAllSpot ? [] : ForAll(await prices.OnDemandAsync(types, system, stop), "On-Demand");
        var spot = hasSpot || isAllSpot ? ForAll([.. (await prices.SpotAsync(types, system, stop)).Where(price => zones.Count == 0 || zones.Contains(price.Zone!))], "Spot") : [];

        var used = (InstancePrice[])[.. onDemand, .. spot];
        notes.Add($"{(isAllSpot ? "Spot Instances as the launch template asks for" : "Prices")}, per hour: {Words(onDemand)}{(onDemand.Count > 0 && spot.Count > 0 ? "; " : "")}{Words(spot)}.");
        return isAllSpot ? new(used, Mean(spot), null, notes) : new(used, Mean(onDemand), spot.Count > 0 ? Mean(spot) : null, notes);

        IReadOnlyList<InstancePrice> ForAll(IReadOnlyList<InstancePrice> found, string kind) => types.Except(found.Select(static price => price.InstanceType), StringComparer.Ordinal).FirstOrDefault() is { } missing
            ? throw new AwsOpsException("InstancePriceNotFound", System.Management.Automation.ErrorCategory.ObjectNotFound, $"There is no {kind} price of {missing} with {system.Name} in {aws.Where}.")
            : found;
    }

    /// <summary>Mean of the types' means, so that a type in few zones counts as much as one in all.</summary>
    private static double Mean(IEnumerable<InstancePrice> prices) => prices.GroupBy(static price => price.InstanceType).Average(static type => type.Average(static price => (double)price.PricePerHour));

    private static string Words(IReadOnlyList<InstancePrice> prices) => prices.Count == 0 ? string.Empty
        : string.Join(", ", prices.GroupBy(static price => price.InstanceType).Select(static type => string.Create(CultureInfo.InvariantCulture, $"{type.Key} {(type.First().PurchaseOption == "Spot" ? "Spot" : "On-Demand")} {type.Average(static price => price.PricePerHour):0.####} {type.First().Currency}")))
        + string.Create(CultureInfo.InvariantCulture, $" ({prices[0].Source}, {prices[0].OperatingSystem}, in force since {prices.Max(static price => price.EffectiveTime):yyyy-MM-dd})");

    /// <summary>The types of a mixed group, else the template's, else those that run: a group on a launch configuration, or one that chooses types by attributes.</summary>
    private static IReadOnlyList<string> TypesOf(AutoScalingGroup group, string? ofTemplate)
    {
        var overrides = group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
        var named = overrides.Select(static item => item.InstanceType).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return named.Count > 0 ? named
            : overrides.Count == 0 && ofTemplate is not null ? [ofTemplate]
            : [.. (group.Instances ?? []).Select(static instance => instance.InstanceType).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static async Task<ResponseLaunchTemplateData?> TemplateAsync(AwsConnection aws, AutoScalingGroup group, CancellationToken stop)
    {
        if ((group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification) is not { } used)
        {
            return null;
        }

        // With ResolveAlias an image that is named by a Systems Manager parameter comes as the image that it is now.
        var answer = await aws.Ec2.DescribeLaunchTemplateVersionsAsync(new DescribeLaunchTemplateVersionsRequest { LaunchTemplateId = used.LaunchTemplateId, Versions = [used.Version ?? "$Default"], ResolveAlias = true }, stop);
        return answer.LaunchTemplateVersions?.FirstOrDefault()?.LaunchTemplateData;
    }

    private static async Task<PricedSystem> SystemAsync(AwsConnection aws, string? image, List<string> notes, CancellationToken stop)
    {
        var platform = image is not null && image.StartsWith("ami-", StringComparison.Ordinal)
            ? (await aws.Ec2.DescribeImagesAsync(new DescribeImagesRequest { ImageIds = [image] }, stop)).Images?.FirstOrDefault()?.PlatformDetails
            : null;
        if (PricedSystem.OfPlatform(platform) is { } system)
        {
            return system;
        }

        notes.Add(platform is null ? "What the image runs is not known: the price is that of Linux." : $"The image runs '{platform}', whose licence the price does not have: the price is that of Linux.");
        return PricedSystem.Linux;
    }
}
