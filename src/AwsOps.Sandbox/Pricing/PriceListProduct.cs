using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.Pricing;

/// <summary>
/// A product of the price list: attributes and a price an hour. There are as many of an instance type as AWS has, so that a question that
/// does not name tenancy, software, capacity status and licence gets several answers here too.
/// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api-fetching-price-list-files.html
/// </summary>
internal sealed class PriceListProduct(IReadOnlyDictionary<string, string> attributes, decimal usdPerHour, string description)
{
    /// <summary>The service code of all products here.</summary>
    public const string ServiceCode = "AmazonEC2";

    // AWS's codes for "On Demand" and "per hour", the same in all their products.
    private const string OfferTerm = "JRTCKXETXF";
    private const string Rate = "6YS6EN2CT7";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string System, string Operation)[] Systems = [("Linux", "RunInstances"), ("RHEL", "RunInstances:0010"), ("SUSE", "RunInstances:000g"), ("Windows", "RunInstances:0002")];

    private static readonly (string Tenancy, string Status, string Usage, decimal Factor)[] Uses =
    [
        ("Shared", "Used", "BoxUsage", 1), ("Shared", "UnusedCapacityReservation", "UnusedBox", 1), ("Shared", "AllocatedCapacityReservation", "Reservation", 0),
        ("Dedicated", "Used", "DedicatedUsage", 1.06m),
    ];

    /// <summary>Attributes by name.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; } = attributes;

    private string Sku => StableId.Of(Attributes["usagetype"] + Attributes["operation"] + Attributes["licenseModel"]).ToUpperInvariant();

    /// <summary>All products of a type in a region.</summary>
    public static IEnumerable<PriceListProduct> Of(InstanceTypeInfo type, string region)
    {
        foreach (var (system, operation) in Systems)
        {
            if (ExamplePrices.OnDemand(type.Name, region, system) is not { } usd)
            {
                continue;
            }

            foreach (var (tenancy, status, usage, factor) in Uses)
            {
                yield return Make(type, region, system, tenancy, status, "NA", "No License required", operation, usage, usd * factor);
                if (system == "Windows" && status == "Used")
                {
                    // With a licence of one's own it costs what Linux does; with SQL Server far more.
                    yield return Make(type, region, system, tenancy, status, "NA", "Bring your own license", "RunInstances:0800", usage, ExamplePrices.OnDemand(type.Name, region, "Linux")!.Value * factor);
                    yield return Make(type, region, system, tenancy, status, "SQL Std", "No License required", "RunInstances:0006", usage, (usd + (0.24m * Math.Max(2, type.VCpus / 2))) * factor);
                }
            }
        }
    }

    /// <summary>The product as GetProducts answers it: JSON in a string.</summary>
    /// <param name="published">When the list was published, and since when the price counts.</param>
    public string ToJson(DateTime published)
    {
        var (sku, time) = (Sku, published.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        var product = new JsonObject();
        foreach (var (name, value) in Attributes)
        {
            product[name] = value;
        }

        return new JsonObject
        {
            ["product"] = new JsonObject { ["productFamily"] = "Compute Instance", ["attributes"] = product, ["sku"] = sku },
            ["serviceCode"] = ServiceCode,
            ["terms"] = new JsonObject
            {
                ["OnDemand"] = new JsonObject
                {
                    [$"{sku}.{OfferTerm}"] = new JsonObject
                    {
                        ["priceDimensions"] = new JsonObject
                        {
                            [$"{sku}.{OfferTerm}.{Rate}"] = new JsonObject
                            {
                                ["unit"] = "Hrs",
                                ["endRange"] = "Inf",
                                ["description"] = description,
                                ["appliesTo"] = new JsonArray(),
                                ["rateCode"] = $"{sku}.{OfferTerm}.{Rate}",
                                ["beginRange"] = "0",
                                ["pricePerUnit"] = new JsonObject { ["USD"] = usdPerHour.ToString("0.0000000000", CultureInfo.InvariantCulture) },
                            },
                        },
                        ["sku"] = sku,
                        ["effectiveDate"] = time,
                        ["offerTermCode"] = OfferTerm,
                        ["termAttributes"] = new JsonObject(),
                    },
                },
            },
            ["version"] = published.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            ["publicationDate"] = time,
        }.ToJsonString(Plain);
    }

    private static PriceListProduct Make(InstanceTypeInfo type, string region, string system, string tenancy, string status, string software, string licence, string operation, string usage, decimal usd)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["availabilityzone"] = "NA",
            ["capacitystatus"] = status,
            ["clockSpeed"] = type.ClockGHz is { } clock ? string.Create(CultureInfo.InvariantCulture, $"{clock:0.#} GHz") : "NA",
            ["currentGeneration"] = type.CurrentGeneration ? "Yes" : "No",
            ["instanceType"] = type.Name,
            ["licenseModel"] = licence,
            ["location"] = ExamplePrices.LocationOf(region),
            ["locationType"] = "AWS Region",
            ["marketoption"] = "OnDemand",
            ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{type.MemoryMiB / 1024.0:0.##} GiB"),
            ["networkPerformance"] = type.NetworkPerformance,
            ["operatingSystem"] = system,
            ["operation"] = operation,
            ["preInstalledSw"] = software,
            ["processorArchitecture"] = type.Architectures.Contains("i386") ? "32-bit or 64-bit" : "64-bit",
            ["regionCode"] = region,
            ["servicecode"] = ServiceCode,
            ["servicename"] = "Amazon Elastic Compute Cloud",
            ["storage"] = type.InstanceStorageGB is { } storage ? string.Create(CultureInfo.InvariantCulture, $"{storage} GB") : "EBS only",
            ["tenancy"] = tenancy,
            ["usagetype"] = $"{region}-{usage}:{type.Name}",
            ["vcpu"] = type.VCpus.ToString(CultureInfo.InvariantCulture),
        };
        var words = string.Create(CultureInfo.InvariantCulture, $"${usd:0.0###} per {(tenancy == "Shared" ? "On Demand" : "Dedicated")} {system} {type.Name} Instance Hour (an example price of the AwsOps sandbox, not AWS's)");
        return new PriceListProduct(attributes, usd, words);
    }
}
