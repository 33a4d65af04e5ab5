using System.Globalization;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Pricing;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Spot prices. There is no market here: they are a share of the example prices that changes with zone and time.</summary>
internal static class SpotPriceOperations
{
    /// <summary>https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html: "up to the past 90 days".</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Product descriptions, and what the price list calls the system.</summary>
    private static readonly (string Description, string System)[] Products = [("Linux/UNIX", "Linux"), ("Red Hat Enterprise Linux", "RHEL"), ("SUSE Linux", "SUSE"), ("Windows", "Windows")];

    private static readonly Filters<Item> Filters = new()
    {
        { "availability-zone", static item => item.Zone },
        { "instance-type", static item => item.Type },
        { "product-description", static item => item.Product },
        { "spot-price", static item => item.Price },
        { "timestamp", static item => item.Since },
    };

    public static void Register(Ec2Simulator simulator) => simulator.Op("DescribeSpotPriceHistory", History);

    /// <summary>
    /// "When you specify a start and end time, the operation returns the prices of the instance types within that time range. It also returns
    /// the last price change before the start time, which is the effective price as of the start time."
    /// </summary>
    private static Struct History(Call call, Ec2State ec2, Struct request)
    {
        var (end, earliest) = (Min(request.Time("EndTime") ?? call.Now, call.Now), call.Now - Kept);
        var start = request.Time("StartTime") is { } given && given > earliest ? Min(given, end) : earliest;
        var types = request.Strings("InstanceTypes");
        var zone = request.String("AvailabilityZone") ?? (request.String("AvailabilityZoneId") is { } id ? ec2.Zones.FirstOrDefault(each => each.Id == id)?.Name ?? id : null);
        if (zone is not null && ec2.Zones.All(each => each.Name != zone))
        {
            throw new AwsError("InvalidParameterValue", $"Invalid availability zone: [{zone}]");
        }

        // For an account with VPCs only, the suffix says nothing new.
        var products = request.Strings("ProductDescriptions").Select(static product => product.Replace(" (Amazon VPC)", string.Empty, StringComparison.Ordinal)).ToList();
        var items = InstanceTypes.All.Where(type => types.Count == 0 || types.Contains(type.Name))
            .SelectMany(type => ec2.ZonesOffering(type).Where(each => zone is null || each.Name == zone).SelectMany(each => Products.Where(product => products.Count == 0 || products.Contains(product.Description)).Select(product => (Type: type, Zone: each, Product: product))))
            .Where(market => ExamplePrices.OnDemand(market.Type.Name, call.Region, market.Product.System) is not null)
            .SelectMany(market => Of(market.Type, market.Zone, call.Region, market.Product, start, end));
        // Newest first, as AWS answers.
        return Describe.Answer(request, Filters.Apply(request, items.OrderByDescending(static item => item.Since).ThenBy(static item => item.Id, StringComparer.Ordinal)), "SpotPriceHistory", static item => new Struct
        {
            { "AvailabilityZone", item.Zone },
            { "AvailabilityZoneId", item.ZoneId },
            { "InstanceType", item.Type },
            { "ProductDescription", item.Product },
            { "SpotPrice", item.Price },
            { "Timestamp", item.Since },
        });
    }

    private static IEnumerable<Item> Of(InstanceTypeInfo type, AvailabilityZone zone, string region, (string Description, string System) product, DateTime start, DateTime end)
    {
        for (var time = end; ;)
        {
            var (usd, since) = ExamplePrices.Spot(type.Name, zone, region, product.System, time);
            yield return new Item(type.Name, zone, product.Description, usd, since);
            if (since <= start)
            {
                yield break;
            }

            time = since.AddTicks(-1);
        }
    }

    private static DateTime Min(DateTime one, DateTime other) => one < other ? one : other;

    private sealed class Item(string type, AvailabilityZone zone, string product, decimal usd, DateTime since) : Ec2Resource($"{type} {zone.Name} {product}")
    {
        public override string ResourceType => "spot-price";

        public string Type => type;

        public string Zone => zone.Name;

        public string ZoneId => zone.Id;

        public string Product => product;

        public string Price { get; } = usd.ToString("0.000000", CultureInfo.InvariantCulture);

        public DateTime Since => since;
    }
}
