using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Pricing;

/// <summary>
/// The AWS Price List Query API, for instances of EC2, with this sandbox's example prices.
/// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Price_List_Service.html
/// </summary>
internal sealed class PricingSimulator : ServiceSimulator
{
    /// <summary>Where the service is: https://docs.aws.amazon.com/general/latest/gr/billing.html</summary>
    private static readonly string[] Homes = ["us-east-1", "eu-central-1", "ap-south-1"];

    private static readonly string[] AttributeNames = [.. Products().First().Attributes.Keys];

    public PricingSimulator()
        : base("pricing")
    {
        On("DescribeServices", DescribeServices);
        On("GetAttributeValues", GetAttributeValues);
        On("GetProducts", GetProducts);
    }

    private static Struct DescribeServices(Call call, Struct request)
    {
        CheckHome(call);
        CheckService(request.String("ServiceCode"));
        return new Struct
        {
            ["Services"] = new List<Struct> { new() { ["ServiceCode"] = PriceListProduct.ServiceCode, ["AttributeNames"] = AttributeNames.ToList<object?>() } },
            ["FormatVersion"] = "aws_v1",
        };
    }

    private static Struct GetAttributeValues(Call call, Struct request)
    {
        CheckHome(call);
        CheckService(request.String("ServiceCode"));
        var name = request.String("AttributeName")!;
        if (!AttributeNames.Contains(name))
        {
            throw Invalid($"There is no attribute {name} of {PriceListProduct.ServiceCode}.");
        }

        var values = Products().Select(product => product.Attributes[name]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var (page, next) = Paged(values, request);
        return new Struct { ["AttributeValues"] = page.Select(static value => new Struct { ["Value"] = value }).ToList(), ["NextToken"] = next };
    }

    private static Struct GetProducts(Call call, Struct request)
    {
        CheckHome(call);
        CheckService(request.String("ServiceCode"));
        var filters = request.Structs("Filters").Select(static filter => (Type: filter.String("Type")!, Field: filter.String("Field")!, Value: filter.String("Value")!)).ToList();
        // Regions and types first: all their products together are twenty thousand.
        var products = ExamplePrices.Regions.Where(region => Fits("regionCode", region) && Fits("location", ExamplePrices.LocationOf(region)))
            .SelectMany(region => InstanceTypes.All.Where(type => Fits("instanceType", type.Name)).SelectMany(type => PriceListProduct.Of(type, region)))
            .Where(product => filters.TrueForAll(filter => Matches(filter, product)))
            .ToList();
        var (page, next) = Paged(products, request);
        var published = new DateTime(call.Now.Year, call.Now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return new Struct { ["FormatVersion"] = "aws_v1", ["PriceList"] = page.Select(product => product.ToJson(published)).ToList<object?>(), ["NextToken"] = next };

        bool Fits(string field, string value) => filters.TrueForAll(filter => filter.Field != field || Matches(filter.Type, filter.Value, value));
    }

    private static IEnumerable<PriceListProduct> Products() => ExamplePrices.Regions.SelectMany(static region => InstanceTypes.All.SelectMany(type => PriceListProduct.Of(type, region)));

    private static bool Matches((string Type, string Field, string Value) filter, PriceListProduct product) => filter.Field.Equals("ServiceCode", StringComparison.OrdinalIgnoreCase)
        ? Matches(filter.Type, filter.Value, PriceListProduct.ServiceCode)
        : product.Attributes.TryGetValue(filter.Field, out var value) ? Matches(filter.Type, filter.Value, value) : filter.Type == "NONE_OF";

    /// <summary>
    /// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_Filter.html. How several values stand in the one string of
    /// ANY_OF and NONE_OF is not said there; here they are separated by commas.
    /// </summary>
    private static bool Matches(string type, string wanted, string value) => type switch
    {
        "CONTAINS" => value.Contains(wanted, StringComparison.Ordinal),
        "ANY_OF" => wanted.Split(',').Contains(value),
        "NONE_OF" => !wanted.Split(',').Contains(value),
        _ => value == wanted,
    };

    private static (IReadOnlyList<T> Items, string? Next) Paged<T>(IReadOnlyList<T> items, Struct request) =>
        Page.Of(items, request.String("NextToken"), request.Int("MaxResults") ?? 100, static () => new AwsError("InvalidNextTokenException", "The pagination token is invalid. Try again without a pagination token."));

    private static void CheckService(string? code)
    {
        if (code is not null and not PriceListProduct.ServiceCode)
        {
            throw Invalid($"Input Parameters are invalid. The price list of this sandbox has the service code {PriceListProduct.ServiceCode} only, not {code}.");
        }
    }

    /// <summary>Elsewhere there is no endpoint, and a client does not even find its host.</summary>
    private static void CheckHome(Call call)
    {
        if (!Homes.Contains(call.Region))
        {
            throw new AwsError("UnknownEndpoint", $"There is no AWS Price List endpoint in {call.Region}, only in {string.Join(", ", Homes)}.", 404);
        }
    }

    private static AwsError Invalid(string message) => new("InvalidParameterException", message);
}
