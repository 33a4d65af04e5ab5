using System.Globalization;

namespace AwsOps;

/// <summary>What an instance costs an hour.</summary>
public sealed class InstancePrice : AwsResource
{
    internal InstancePrice(Common.AwsConnection aws, string instanceType, string purchaseOption, string operatingSystem, decimal pricePerHour, string currency, string? zone, DateTime? effective, string source)
        : base(aws)
    {
        InstanceType = instanceType;
        PurchaseOption = purchaseOption;
        OperatingSystem = operatingSystem;
        PricePerHour = pricePerHour;
        Currency = currency;
        Zone = zone;
        EffectiveTime = effective;
        Source = source;
    }

    /// <summary>Instance type.</summary>
    public string InstanceType { get; }

    /// <summary>OnDemand or Spot.</summary>
    public string PurchaseOption { get; }

    /// <summary>Operating system: Linux, Windows, RHEL or SUSE.</summary>
    public string OperatingSystem { get; }

    /// <summary>Price of an hour, without volumes, traffic and taxes.</summary>
    public decimal PricePerHour { get; }

    /// <summary>Currency of the price, e.g. USD.</summary>
    public string Currency { get; }

    /// <summary>Availability Zone of a Spot price; null for On-Demand, which costs the same in all.</summary>
    public string? Zone { get; }

    /// <summary>Since when the price counts, UTC; null when it is not told.</summary>
    public DateTime? EffectiveTime { get; }

    /// <summary>Where the price comes from. The sandbox's own example prices are named so: they are not AWS's.</summary>
    public string Source { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{InstanceType} {PurchaseOption} {PricePerHour:0.####} {Currency}{(Zone is null ? "" : $" in {Zone}")} ({Source}, {EffectiveTime:yyyy-MM-dd})");
}
