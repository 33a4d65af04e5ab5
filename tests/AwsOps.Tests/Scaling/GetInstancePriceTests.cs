namespace AwsOps.Tests.Scaling;

public sealed class GetInstancePriceTests() : CmdletTest()
{
    [Fact]
    public void Prices_have_place_time_and_source()
    {
        var prices = Ok("Get-InstancePrice t3.small");
        Assert.Equal(["OnDemand ", "Spot eu-west-1a", "Spot eu-west-1b", "Spot eu-west-1c"], prices.Select(static price => $"{price.Text("PurchaseOption")} {price.Text("Zone")}"));
        Assert.All(prices, static price =>
        {
            Assert.Equal(("t3.small", "Linux", "USD", "eu-west-1", "example prices of the sandbox"), (price.Text("InstanceType"), price.Text("OperatingSystem"), price.Text("Currency"), price.Text("Region"), price.Text("Source")));
            Assert.True(price.Get<DateTime>("EffectiveTime") <= new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc));
        });
        Assert.Equal(0.0229m, prices[0].Get<decimal>("PricePerHour"));
        Assert.All(prices.Skip(1), price => Assert.InRange(price.Get<decimal>("PricePerHour"), 0.006m, 0.0138m));
        Assert.Contains("0.0229 USD", Show("Get-InstancePrice t3.small"), StringComparison.Ordinal);
        Assert.True(One("Get-InstancePrice t3.small -PurchaseOption OnDemand -OperatingSystem Windows").Get<decimal>("PricePerHour") > 0.1m);
    }

    [Fact]
    public void Several_types_are_one_call_each_list_and_are_kept_with_the_session()
    {
        Assert.Equal(12, Ok("Get-InstancePrice t3.small, m6i.large, c7g.xlarge").Count);
        Assert.Equal(["pricing:GetProducts us-east-1 eu-central-1", "ec2:DescribeSpotPriceHistory"], Reads());
        Ok("Get-InstancePrice m6i.large, t3.small; Get-LaunchTemplate | Get-InstancePrice");
        Assert.Equal(2, Reads().Count);
        Ok("Step-AwsOpsSandbox -Minutes 30; Get-InstancePrice t3.small");
        Assert.Equal("ec2:DescribeSpotPriceHistory", Assert.Single(Reads().Skip(2)));

        IReadOnlyList<string> Reads() => [.. Ok("Get-SandboxEvent Get-InstancePrice").Select(static call => call.Text("Action") == "pricing:GetProducts" ? $"pricing:GetProducts us-east-1 {call.Text("Region")}" : call.Text("Action")!)];
    }

    [Fact]
    public void Types_come_from_templates_and_instances()
    {
        Ok(Shop);
        Assert.Equal("t3.small", One("Get-LaunchTemplate shop | Get-InstancePrice -PurchaseOption OnDemand").Text("InstanceType"));
        Assert.All(Ok("$group.Instance | Get-InstancePrice -PurchaseOption OnDemand"), static price => Assert.Equal("t3.small", price.Text("InstanceType")));
        Assert.Contains("t3.small", Complete("Get-InstancePrice t3.sm"));
    }

    [Fact]
    public void What_has_no_price_is_told_and_the_others_are_shown()
    {
        var outcome = Run("Get-InstancePrice t3.small, t9.huge -PurchaseOption OnDemand");
        Assert.Equal("InstancePriceNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal("t3.small", Assert.Single(outcome.Output).Text("InstanceType"));
        Ok("Add-SandboxFault AccessDenied GetProducts");
        Assert.Contains("pricing:GetProducts", Fails("AccessDeniedException", "Get-InstancePrice t3.large").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
