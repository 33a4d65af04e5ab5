namespace AwsOps.Tests.Scaling;

/// <summary>The cost of a replay, when nobody gives a price.</summary>
public sealed class LookedUpPriceTests() : CmdletTest(Shop + "$null = $group | New-ScalingPolicy -TargetCpu 50; ")
{
    private const string Load = "-CapacityPerInstance 100 -Baseline 90 -Peak 300 -TotalMinutes 90 -Runs 2";

    [Fact]
    public void A_group_of_the_account_has_a_cost_by_itself()
    {
        var replay = One($"Test-ScalingPolicy shop {Load}");
        var price = Assert.Single(replay.Get<object[]>("Price"));
        Assert.Equal("t3.small OnDemand 0.0229 USD (example prices of the sandbox, 2026-01-01)", price.ToString());
        var (cost, hours) = (One($"(Test-ScalingPolicy shop {Load}).Summary.Cost"), One($"(Test-ScalingPolicy shop {Load}).Summary.InstanceHours"));
        Assert.Equal(0.0229 * (double)hours.BaseObject, (double)cost.BaseObject, 1e-9);
        Assert.Equal("USD", One($"(Test-ScalingPolicy shop {Load}).Summary.Currency").ToString());
        Assert.Contains(replay.Get<string[]>("Assumption"), static note => note.Contains("t3.small On-Demand 0.0229 USD", StringComparison.Ordinal) && note.Contains("2026-01-01", StringComparison.Ordinal) && note.Contains("example prices", StringComparison.Ordinal));
        Assert.Contains(" USD", Show($"Test-ScalingPolicy shop {Load}"), StringComparison.Ordinal);
        Assert.Contains(" USD", Show($"Test-ScalingPolicy shop {Load} | Show-ScalingReplay -Width 80"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_looked_up_when_a_price_is_given_or_the_group_is_not_of_the_account()
    {
        Ok($"$null = Test-ScalingPolicy shop {Load} -PricePerHour 0.5; $null = Test-ScalingPolicy -MinSize 2 -MaxSize 4 -TargetCpu 50 {Load}; $null = Test-ScalingPolicy shop -Compare -From '2026-01-05T08:00:00Z' -To '2026-01-05T08:30:00Z' -ErrorAction Ignore");
        Assert.DoesNotContain(Ok("Get-SandboxEvent Test-ScalingPolicy"), static call => call.Text("Action") is "pricing:GetProducts" or "ec2:DescribeSpotPriceHistory");
        Assert.Null(Ok($"(Test-ScalingPolicy shop {Load} -PricePerHour 0.5).Summary.Currency").SingleOrDefault());
    }

    [Fact]
    public void A_wrong_type_is_told_before_any_price_is_looked_up()
    {
        var outcome = Run($"Test-ScalingPolicy shop {Load} -Override @{{ InstanceType = 't3.small'; Wheight = 2 }}");
        Assert.Empty(outcome.Warnings);
        Assert.Contains("Wheight", Assert.Single(outcome.Errors).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Ok("Get-SandboxEvent Test-ScalingPolicy"), static call => call.Text("Action") == "pricing:GetProducts");
    }

    [Fact]
    public void A_mixed_group_costs_what_its_types_and_its_Spot_share_cost()
    {
        Ok("Set-ScalingGroup shop -InstanceType t3.small, t3.medium -OnDemandBase 0 -OnDemandPercentage 0");
        Assert.Equal(["OnDemand t3.medium", "OnDemand t3.small"], Names($"(Test-ScalingPolicy shop {Load}).Price | Where-Object {{ -not $_.Zone }}", "InstanceType").Select(static type => "OnDemand " + type).Order(StringComparer.Ordinal));
        Assert.Equal(6, Ok($"(Test-ScalingPolicy shop {Load}).Price | Where-Object {{ $_.Zone }}").Count);
        var (spot, all) = ((double)One($"(Test-ScalingPolicy shop {Load}).Summary.Cost").BaseObject, (double)One($"(Test-ScalingPolicy shop {Load} -OnDemandPercentage 100).Summary.Cost").BaseObject);
        Assert.InRange(spot / all, 0.3, 0.6);
    }

    [Theory]
    [InlineData("GetProducts", "pricing:GetProducts")]
    [InlineData("DescribeSpotPriceHistory", "ec2:DescribeSpotPriceHistory")]
    public void Without_the_right_there_is_one_warning_and_no_cost(string operation, string action)
    {
        Ok($"Set-ScalingGroup shop -OnDemandPercentage 50 -InstanceType t3.small; $null = New-ScalingGroup other -LaunchTemplateName shop -MinSize 1 -MaxSize 3 -OnDemandPercentage 50 -InstanceType t3.small | New-ScalingPolicy -TargetCpu 50; Add-SandboxFault AccessDenied {operation}");
        var outcome = Run($"Get-ScalingGroup | Test-ScalingPolicy {Load}");
        Assert.Empty(outcome.Errors);
        Assert.Contains(action, Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, outcome.Output.Count);
        Assert.Null(Ok($"(Test-ScalingPolicy shop {Load} -WarningAction Ignore).Summary.Cost").SingleOrDefault());
        Assert.Null(Ok($"(Test-ScalingPolicy shop {Load} -WarningAction Ignore).Bands.Cost").SingleOrDefault());
        Assert.DoesNotContain("cost", Show($"Test-ScalingPolicy shop {Load} -WarningAction Ignore | Show-ScalingReplay -Width 80"), StringComparison.Ordinal);
        Show($"Get-ScalingGroup shop | Test-ScalingPolicy {Load} -WarningAction Ignore");
    }

    [Fact]
    public void A_group_without_instances_and_one_of_Windows()
    {
        Ok("$null = New-ScalingGroup empty -LaunchTemplateName shop -MinSize 0 -MaxSize 3 | New-ScalingPolicy -TargetCpu 50");
        Assert.Single(One($"Test-ScalingPolicy empty {Load}").Get<object[]>("Price"));
        Ok("$null = New-LaunchTemplate win -InstanceType t3.small -ImageId 'resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base'; $null = New-ScalingGroup win -LaunchTemplateName win -MinSize 0 -MaxSize 3 | New-ScalingPolicy -TargetCpu 50");
        Assert.Contains("Windows", One($"(Test-ScalingPolicy win {Load}).Price.OperatingSystem").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_tells_money()
    {
        var found = One("Optimize-ScalingPolicy shop -CapacityPerInstance 100 -Baseline 90 -Peak 300 -MaxCandidates 8 -Runs 1");
        Assert.Single(found.Get<object[]>("Price"));
        Assert.Contains("USD", Show("Optimize-ScalingPolicy shop -CapacityPerInstance 100 -Baseline 90 -Peak 300 -MaxCandidates 8 -Runs 1"), StringComparison.Ordinal);
        Ok("Add-SandboxFault AccessDenied GetProducts; $none = Optimize-ScalingPolicy shop -OnDemandPercentage 50 -CapacityPerInstance 100 -Baseline 90 -Peak 300 -MaxCandidates 8 -Runs 1 -WarningVariable warned -WarningAction SilentlyContinue");
    }
}
