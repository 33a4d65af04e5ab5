namespace AwsOps.Engine.Scaling;

/// <summary>How On-Demand capacity is taken from the types. See https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html.</summary>
public enum OnDemandAllocation
{
    /// <summary>The types in their order.</summary>
    Prioritized,

    /// <summary>The type with the lowest price per capacity unit.</summary>
    LowestPrice,
}

/// <summary>How Spot capacity is taken from the types. See https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html.</summary>
public enum SpotAllocation
{
    /// <summary>Evenly from the pools with the lowest price per capacity unit, as many as <see cref="MixedFleet.SpotPools"/>.</summary>
    LowestPrice,

    /// <summary>The pool with the most spare capacity (<see cref="FleetType.SpotDepth"/>).</summary>
    CapacityOptimized,

    /// <summary>The pool with the most spare capacity; of equals the first in order.</summary>
    CapacityOptimizedPrioritized,

    /// <summary>Of the pools with the most spare capacity the cheapest.</summary>
    PriceCapacityOptimized,
}

/// <summary>An instance type of a fleet. What is left out follows from the first type of the fleet, in proportion to the weights.</summary>
public sealed record FleetType
{
    /// <summary>The instance type, such as <c>m5.large</c>.</summary>
    public required string InstanceType { get; init; }

    /// <summary>Capacity units that an instance counts (WeightedCapacity, 1 to 999).</summary>
    public int Weight { get; init; } = 1;

    /// <summary>
    /// Requests per second that an instance serves at 100 percent; null is the first type's, in proportion to the weight: a weight is meant to
    /// be "the relative weight … that directly maps to the performance of your application".
    /// </summary>
    public double? Capacity { get; init; }

    /// <summary>
    /// Price of an On-Demand Instance per hour; null is the first type's, in proportion to the weight ("the price per unit hour is the same when
    /// deploying … a different size of the same instance type").
    /// </summary>
    public double? OnDemandPerHour { get; init; }

    /// <summary>Price of a Spot Instance per hour; null is this type's On-Demand price, less the discount of the first type.</summary>
    public double? SpotPerHour { get; init; }

    /// <summary>
    /// How much spare Spot capacity its pools are assumed to have, against those of the other types: AWS knows it and does not tell. All the
    /// same unless said otherwise, and then the order of the types decides.
    /// </summary>
    public double SpotDepth { get; init; } = 1;
}

/// <summary>
/// A group of several instance types: which are launched, in which order. See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html.
/// </summary>
public sealed record MixedFleet
{
    /// <summary>SpotInstancePools when it is not set.</summary>
    public const int DefaultSpotPools = 2;

    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 999;

    /// <summary>The types, the preferred first.</summary>
    public required IReadOnlyList<FleetType> Types { get; init; }

    /// <summary>How On-Demand capacity is taken from the types.</summary>
    public OnDemandAllocation OnDemandStrategy { get; init; }

    /// <summary>How Spot capacity is taken from the types.</summary>
    public SpotAllocation SpotStrategy { get; init; }

    /// <summary>From how many pools of a zone <see cref="SpotAllocation.LowestPrice"/> takes.</summary>
    public int SpotPools { get; init; } = DefaultSpotPools;

    /// <summary>The most that a unit of Spot may cost per hour (SpotMaxPrice: "the maximum unit price"); null is no limit.</summary>
    public double? SpotMaxPrice { get; init; }

    /// <summary>The largest weight of its types.</summary>
    public int LargestWeight => Types.Max(static type => type.Weight);

    /// <summary>The same fleet with every capacity and price filled in.</summary>
    /// <param name="capacity">Requests per second of an instance of the first type that has none of its own.</param>
    /// <param name="prices">Prices of the first type where it has none of its own.</param>
    public MixedFleet Resolve(double capacity, InstancePrices prices)
    {
        var first = Types[0];
        var (served, onDemand) = (first.Capacity ?? capacity, first.OnDemandPerHour ?? prices.OnDemandPerHour);
        var spot = first.SpotPerHour ?? prices.SpotPerHour ?? onDemand;
        var discount = onDemand > 0 ? spot / onDemand : 1;
        // A limit says nothing where no Spot price is known.
        var isPriced = prices.SpotPerHour is not null || Types.Any(static type => type.SpotPerHour is not null);
        return this with { Types = [.. Types.Select(Fill)], SpotMaxPrice = isPriced ? SpotMaxPrice : null };

        FleetType Fill(FleetType type)
        {
            var share = (double)type.Weight / first.Weight;
            var price = type.OnDemandPerHour ?? onDemand * share;
            return type with
            {
                Capacity = type.Capacity ?? served * share,
                OnDemandPerHour = price,
                SpotPerHour = type.SpotPerHour ?? (type.OnDemandPerHour is null ? spot * share : price * discount),
            };
        }
    }

    /// <summary>What is wrong with the fleet, or null. The text names the parameter, its value and what would be right.</summary>
    public string? FindProblem()
    {
        if (Types.Count == 0)
        {
            return "Types is empty: give at least one instance type.";
        }

        foreach (var type in Types)
        {
            if (type.Weight is < 1 or > MaxWeight)
            {
                return $"Weight {type.Weight} of {type.InstanceType} is not valid: use 1 to {MaxWeight}.";
            }

            if (type.Capacity is { } capacity && !(capacity > 0 && double.IsFinite(capacity)))
            {
                return $"Capacity {capacity} of {type.InstanceType} is not valid: use requests per second above 0.";
            }

            if (!IsPrice(type.OnDemandPerHour) || !IsPrice(type.SpotPerHour))
            {
                return $"The prices {type.OnDemandPerHour} and {type.SpotPerHour} of {type.InstanceType} are not valid: use 0 or more per hour.";
            }

            if (!(type.SpotDepth >= 0))
            {
                return $"SpotDepth {type.SpotDepth} of {type.InstanceType} is not valid: use 0 or more.";
            }
        }

        return Types.GroupBy(static type => type.InstanceType, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice
            ? $"Types has {twice.Key} more than once: give each instance type once."
            : SpotPools is < 1 or > 20 ? $"SpotPools {SpotPools} is not valid: use 1 to 20."
            : !IsPrice(SpotMaxPrice) ? $"SpotMaxPrice {SpotMaxPrice} is not valid: use 0 or more per unit and hour."
            : null;
    }

    private static bool IsPrice(double? price) => price is null or (>= 0 and < double.PositiveInfinity);
}
