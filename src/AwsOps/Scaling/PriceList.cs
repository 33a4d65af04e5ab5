using System.Globalization;
using System.Text.Json;
using Amazon.Pricing;
using Amazon.Pricing.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>
/// On-Demand prices from the AWS Price List. It is a service of a few regions that knows the prices of all:
/// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
/// </summary>
internal sealed class PriceList(AwsConnection aws)
{
    // The filter's value is one string of at most 1024 characters.
    private const int TypesOfACall = 50;

    /// <summary>The region whose endpoint knows the prices of a region: of the same partition, as credentials are; null where there is none.</summary>
    public static string? HomeOf(string region) => region.Split('-') switch
    {
        ["cn", ..] => "cn-northwest-1",
        ["us", "gov" or "iso" or "isob" or "isof", ..] or ["eu", "isoe", ..] or ["eusc", ..] => null,
        ["eu", ..] => "eu-central-1",
        ["ap" or "me" or "il", ..] => "ap-south-1",
        _ => "us-east-1",
    };

    /// <summary>The prices of an hour; a type that the list does not have is missing.</summary>
    /// <param name="types">Instance types.</param>
    /// <param name="system">The operating system.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<IReadOnlyList<InstancePrice>> GetAsync(IReadOnlyList<string> types, PricedSystem system, CancellationToken stop)
    {
        var home = HomeOf(aws.Region) ?? throw new AwsOpsException("NoPriceList", System.Management.Automation.ErrorCategory.NotImplemented, $"There is no AWS Price List that this account could ask for prices in {aws.Region}.", "Give prices with -PricePerHour.");
        var pricing = aws.In(home, "where the AWS Price List is").Pricing;
        var found = new Dictionary<string, InstancePrice>(StringComparer.Ordinal);
        foreach (var chunk in types.Distinct(StringComparer.Ordinal).Chunk(TypesOfACall))
        {
            if (chunk.Length > 1)
            {
                try
                {
                    await ReadAsync(pricing, FilterType.ANY_OF, string.Join(',', chunk), system, found, stop);
                }
                catch (InvalidParameterException)
                {
                    // That ANY_OF takes several values is documented, how they are separated is not. One by one it is sure.
                }
            }

            foreach (var type in chunk.Where(type => !found.ContainsKey(type)))
            {
                await ReadAsync(pricing, FilterType.TERM_MATCH, type, system, found, stop);
            }
        }

        return [.. types.Where(found.ContainsKey).Select(type => found[type])];
    }

    private async Task ReadAsync(IAmazonPricing pricing, FilterType kind, string types, PricedSystem system, Dictionary<string, InstancePrice> found, CancellationToken stop)
    {
        // Without one of these the answer has other prices too: of reservations that are not used (or cost nothing), of dedicated hardware, of
        // SQL Server, of capacity blocks.
        List<Filter> filters =
        [
            new() { Type = kind, Field = "instanceType", Value = types },
            Is("regionCode", aws.Region), Is("operatingSystem", system.Name), Is("tenancy", "Shared"), Is("capacitystatus", "Used"),
            Is("preInstalledSw", "NA"), Is("licenseModel", "No License required"), Is("marketoption", "OnDemand"),
        ];
        var products = Pager.PagesAsync<string>(
            async (token, cancel) =>
            {
                var page = await pricing.GetProductsAsync(new GetProductsRequest { ServiceCode = "AmazonEC2", FormatVersion = "aws_v1", Filters = filters, NextToken = token }, cancel);
                return (page.PriceList, page.NextToken);
            },
            stop);
        await foreach (var text in products)
        {
            if (Read(text, system) is var (price, isUsual) && (isUsual || !found.ContainsKey(price.InstanceType)))
            {
                found[price.InstanceType] = price;
            }
        }
    }

    private static Filter Is(string field, string value) => new() { Type = FilterType.TERM_MATCH, Field = field, Value = value };

    /// <summary>The price in a product: JSON in a string, with terms and dimensions keyed by codes that mean nothing here.</summary>
    private (InstancePrice Price, bool IsUsual)? Read(string text, PricedSystem system)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        var attributes = root.GetProperty("product").GetProperty("attributes");
        if (Text(attributes, "instanceType") is not { } type || !root.GetProperty("terms").TryGetProperty("OnDemand", out var offers))
        {
            return null;
        }

        foreach (var offer in offers.EnumerateObject().Select(static each => each.Value))
        {
            foreach (var dimension in offer.GetProperty("priceDimensions").EnumerateObject().Select(static each => each.Value).Where(static each => Text(each, "unit") == "Hrs"))
            {
                foreach (var money in dimension.GetProperty("pricePerUnit").EnumerateObject())
                {
                    if (decimal.TryParse(money.Value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && amount > 0)
                    {
                        DateTime? since = DateTime.TryParse(Text(offer, "effectiveDate"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var date) ? date : null;
                        var price = new InstancePrice(aws, type, "OnDemand", system.Name, amount, money.Name, null, since, PriceLookup.SourceOf(aws, "AWS Price List"));
                        return (price, Text(attributes, "operation") == system.Operation);
                    }
                }
            }
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
