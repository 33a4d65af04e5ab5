using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>The instance types of a group as the engine replays them: of the account, or of -Override.</summary>
internal static class InstanceMix
{
    private static readonly string[] Keys = ["InstanceType", "Weight", "Capacity", "PricePerHour", "SpotPricePerHour", "SpotDepth"];

    /// <summary>The types of a mixed instances policy; null when it names none.</summary>
    public static MixedFleet? Of(MixedInstancesPolicy? policy, List<string> notes)
    {
        var overrides = policy?.LaunchTemplate?.Overrides ?? [];
        if (overrides.Exists(static item => item.InstanceRequirements is not null))
        {
            notes.Add("The group chooses instance types by attributes: replayed as if they were alike; -Override gives the types.");
        }

        var types = overrides.Where(static item => item.InstanceType is not null).Select(static item => new FleetType { InstanceType = item.InstanceType, Weight = Weight(item.WeightedCapacity) }).DistinctBy(static type => type.InstanceType).ToList();
        if (types.Count == 0)
        {
            return null;
        }

        var distribution = policy!.InstancesDistribution;
        notes.Add(types.Count == 1 ? $"Instances are {types[0].InstanceType}, weight {types[0].Weight}."
            : $"Instances are {string.Join(", ", types.Select(static type => $"{type.InstanceType} (weight {type.Weight})"))}: -CapacityPerInstance is of the first, the others serve in proportion to their weights; -Override says otherwise (MI2).");
        return Strategies(
            new MixedFleet
            {
                Types = types,
                SpotPools = distribution?.SpotInstancePools ?? MixedFleet.DefaultSpotPools,
                SpotMaxPrice = double.TryParse(distribution?.SpotMaxPrice, NumberStyles.Float, CultureInfo.InvariantCulture, out var most) ? most : null,
            },
            distribution?.OnDemandAllocationStrategy,
            distribution?.SpotAllocationStrategy);
    }

    /// <summary>The fleet with strategies by AWS's names; what is null stays as it is.</summary>
    public static MixedFleet Strategies(MixedFleet fleet, string? onDemand, string? spot) => fleet with
    {
        OnDemandStrategy = onDemand switch { null => fleet.OnDemandStrategy, "lowest-price" => OnDemandAllocation.LowestPrice, _ => OnDemandAllocation.Prioritized },
        SpotStrategy = spot switch
        {
            null => fleet.SpotStrategy,
            "capacity-optimized" => SpotAllocation.CapacityOptimized,
            "capacity-optimized-prioritized" => SpotAllocation.CapacityOptimizedPrioritized,
            "price-capacity-optimized" => SpotAllocation.PriceCapacityOptimized,
            _ => SpotAllocation.LowestPrice,
        },
    };

    /// <summary>The types of -Override, in their order. What one leaves out is that of the group's type of the same name.</summary>
    public static IReadOnlyList<FleetType> Read(Hashtable[] tables, MixedFleet? group) => [.. tables.Select(table => Read(table, group))];

    private static FleetType Read(Hashtable table, MixedFleet? group)
    {
        ParameterTable.RequireKeys("Override", table, Keys);
        var name = table["InstanceType"]?.ToString();
        if (string.IsNullOrWhiteSpace(name))
        {
            throw AwsOpsException.BadArgument("Override", ParameterTable.Words(table), "it names no instance type:", "give InstanceType.");
        }

        var known = group?.Types.FirstOrDefault(type => type.InstanceType == name) ?? new FleetType { InstanceType = name };
        try
        {
            return known with
            {
                Weight = Number<int>("Weight") ?? known.Weight,
                Capacity = Number<double>("Capacity") ?? known.Capacity,
                OnDemandPerHour = Number<double>("PricePerHour") ?? known.OnDemandPerHour,
                SpotPerHour = Number<double>("SpotPricePerHour") ?? known.SpotPerHour,
                SpotDepth = Number<double>("SpotDepth") ?? known.SpotDepth,
            };
        }
        catch (PSInvalidCastException exception)
        {
            throw AwsOpsException.BadArgument("Override", ParameterTable.Words(table), "not all are numbers:", exception.Message);
        }

        T? Number<T>(string key)
            where T : struct => (T?)LanguagePrimitives.ConvertTo(table[key], typeof(T?), CultureInfo.InvariantCulture);
    }

    private static int Weight(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight : 1;
}
