using System.Globalization;
using System.Text.Json;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Pricing;

/// <summary>The price list: its form, and what filters leave of it.</summary>
public sealed class PriceListTests
{
    private readonly SandboxCloud _cloud = new(new SandboxOptions { Seed = 1, Start = new DateTime(2026, 3, 15, 9, 0, 0, DateTimeKind.Utc) });

    /// <summary>Keys and nesting of AWS's example of an answer: https://docs.aws.amazon.com/cli/latest/reference/pricing/get-products.html</summary>
    [Fact]
    public void A_product_has_the_form_of_the_documented_example()
    {
        using var json = JsonDocument.Parse(Assert.Single(Products([.. Careful, Term("instanceType", "m5.large")])));
        var root = json.RootElement;
        Assert.Equal(["product", "serviceCode", "terms", "version", "publicationDate"], root.EnumerateObject().Select(static p => p.Name));
        Assert.Equal(["productFamily", "attributes", "sku"], root.GetProperty("product").EnumerateObject().Select(static p => p.Name));
        var sku = root.GetProperty("product").GetProperty("sku").GetString();
        var offer = root.GetProperty("terms").GetProperty("OnDemand").EnumerateObject().Single();
        Assert.Equal($"{sku}.{offer.Value.GetProperty("offerTermCode").GetString()}", offer.Name);
        Assert.Equal(sku, offer.Value.GetProperty("sku").GetString());
        var dimension = offer.Value.GetProperty("priceDimensions").EnumerateObject().Single();
        Assert.Equal(dimension.Name, dimension.Value.GetProperty("rateCode").GetString());
        Assert.Equal(["unit", "endRange", "description", "appliesTo", "rateCode", "beginRange", "pricePerUnit"], dimension.Value.EnumerateObject().Select(static p => p.Name));
        Assert.Equal("Hrs", dimension.Value.GetProperty("unit").GetString());
        Assert.Matches("^[0-9]+\\.[0-9]{10}$", dimension.Value.GetProperty("pricePerUnit").GetProperty("USD").GetString()!);
        Assert.Equal("2026-03-01T00:00:00Z", offer.Value.GetProperty("effectiveDate").GetString());
        Assert.Contains("not AWS's", dimension.Value.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_of_the_sandbox_has_one_price_for_a_careful_question()
    {
        var types = AwsOps.Sandbox.Ec2.InstanceTypes.All.Select(static type => type.Name).Order(StringComparer.Ordinal).ToList();
        var priced = Products(Careful).Select(static text => Attribute(text, "instanceType")).Order(StringComparer.Ordinal);
        Assert.Equal(types, priced);
    }

    /// <summary>As AWS's list does: a question that leaves something open has prices of reservations, dedicated hardware and SQL Server among its answers.</summary>
    [Theory]
    [InlineData("tenancy")]
    [InlineData("capacitystatus")]
    [InlineData("preInstalledSw")]
    [InlineData("licenseModel")]
    [InlineData("operatingSystem")]
    [InlineData("regionCode")]
    public void A_careless_question_has_several_answers(string left)
    {
        var filters = Careful.Where(filter => filter.String("Field") != left).Append(Term("instanceType", "m5.large")).ToList();
        if (left != "operatingSystem")
        {
            filters = [.. filters.Select(static filter => filter.String("Field") == "operatingSystem" ? Term("operatingSystem", "Windows") : filter)];
        }

        Assert.True(Products(filters).Count > 1, left);
    }

    /// <summary>https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_Filter.html</summary>
    [Theory]
    [InlineData("ANY_OF", "t3.small,t3.large", 2)]
    [InlineData("TERM_MATCH", "t3.small,t3.large", 0)]
    [InlineData("EQUALS", "t3.small", 1)]
    [InlineData("CONTAINS", "t3.", 7)]
    public void Filters_of_each_type(string type, string value, int count) =>
        Assert.Equal(count, Products([.. Careful, new Struct { ["Type"] = type, ["Field"] = "instanceType", ["Value"] = value }]).Count);

    [Fact]
    public void Pages_services_and_attribute_values()
    {
        var first = _cloud.Call("pricing", "GetProducts", Question(Careful, 10), "us-east-1");
        Assert.Equal(10, first.Strings("PriceList").Count);
        var second = Question(Careful, 10);
        second["NextToken"] = first.String("NextToken");
        Assert.Empty(_cloud.Call("pricing", "GetProducts", second, "us-east-1").Strings("PriceList").Intersect(first.Strings("PriceList")));

        var service = Assert.Single(_cloud.Call("pricing", "DescribeServices", [], "us-east-1").Structs("Services"));
        Assert.Contains("operatingSystem", service.Strings("AttributeNames"));
        var systems = _cloud.Call("pricing", "GetAttributeValues", new Struct { ["ServiceCode"] = "AmazonEC2", ["AttributeName"] = "operatingSystem" }, "us-east-1");
        Assert.Equal(["Linux", "RHEL", "SUSE", "Windows"], systems.Structs("AttributeValues").Select(static value => value.String("Value")));
        Assert.Equal("InvalidParameterException", _cloud.Fail("pricing", "GetProducts", new Struct { ["ServiceCode"] = "AmazonS4" }, "us-east-1").Code);
    }

    /// <summary>https://docs.aws.amazon.com/general/latest/gr/billing.html lists the endpoints.</summary>
    [Fact]
    public void There_are_endpoints_in_three_regions()
    {
        foreach (var region in new[] { "us-east-1", "eu-central-1", "ap-south-1" })
        {
            Assert.Single(_cloud.Call("pricing", "GetProducts", Question([.. Careful, Term("instanceType", "m5.large")]), region).Strings("PriceList"));
        }

        Assert.Equal("UnknownEndpoint", _cloud.Fail("pricing", "GetProducts", Question(Careful)).Code);
    }

    /// <summary>
    /// "The last price change before the start time … is the effective price as of the start time", and prices are newest first:
    /// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
    /// </summary>
    [Fact]
    public void Spot_prices_of_a_moment_and_of_a_day()
    {
        var now = Spot(_cloud.Clock.UtcNow, _cloud.Clock.UtcNow);
        Assert.Equal(["eu-west-1a", "eu-west-1b", "eu-west-1c"], now.Select(static item => item.String("AvailabilityZone")).Order(StringComparer.Ordinal));
        Assert.All(now, item => Assert.True(item.Time("Timestamp") <= _cloud.Clock.UtcNow));
        Assert.Equal(3, now.Select(static item => item.String("SpotPrice")).Distinct().Count());

        var day = Spot(_cloud.Clock.UtcNow.AddDays(-1), _cloud.Clock.UtcNow).Where(static item => item.String("AvailabilityZone") == "eu-west-1a").ToList();
        Assert.Equal(day.Select(static item => item.Time("Timestamp")).OrderDescending(), day.Select(static item => item.Time("Timestamp")));
        Assert.InRange(day.Count, 5, 6);
        Assert.True(day[^1].Time("Timestamp") <= _cloud.Clock.UtcNow.AddDays(-1) && day[^2].Time("Timestamp") > _cloud.Clock.UtcNow.AddDays(-1));
        Assert.True(day.Select(static item => item.String("SpotPrice")).Distinct().Count() > 1);
        using var json = JsonDocument.Parse(Assert.Single(Products([.. Careful, Term("instanceType", "m5.large")])));
        var onDemand = json.RootElement.GetProperty("terms").GetProperty("OnDemand").EnumerateObject().Single().Value.GetProperty("priceDimensions").EnumerateObject().Single().Value.GetProperty("pricePerUnit").GetProperty("USD").GetString()!;
        Assert.All(day, item => Assert.InRange(decimal.Parse(item.String("SpotPrice")!, CultureInfo.InvariantCulture) / decimal.Parse(onDemand, CultureInfo.InvariantCulture), 0.29m, 0.61m));

        List<Struct> Spot(DateTime start, DateTime end) => [.. _cloud.Call("ec2", "DescribeSpotPriceHistory", new Struct
        {
            ["InstanceTypes"] = new List<object?> { "m5.large" }, ["ProductDescriptions"] = new List<object?> { "Linux/UNIX (Amazon VPC)" }, ["StartTime"] = start, ["EndTime"] = end,
        }).Structs("SpotPriceHistory")];
    }

    private static Struct[] Careful =>
    [
        Term("regionCode", "eu-west-1"), Term("operatingSystem", "Linux"), Term("tenancy", "Shared"), Term("capacitystatus", "Used"),
        Term("preInstalledSw", "NA"), Term("licenseModel", "No License required"), Term("marketoption", "OnDemand"),
    ];

    private static Struct Term(string field, string value) => new() { ["Type"] = "TERM_MATCH", ["Field"] = field, ["Value"] = value };

    private static Struct Question(IEnumerable<Struct> filters, int? size = null) =>
        new() { ["ServiceCode"] = "AmazonEC2", ["Filters"] = filters.ToList<object?>(), ["MaxResults"] = (long?)size };

    private static string Attribute(string text, string name)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("product").GetProperty("attributes").GetProperty(name).GetString()!;
    }

    private IReadOnlyList<string> Products(IEnumerable<Struct> filters) => _cloud.Call("pricing", "GetProducts", Question(filters), "us-east-1").Strings("PriceList");
}
