namespace AwsOps.Tests.Network;

public sealed class GrantSecurityGroupAccessTests : CmdletTest
{
    public GrantSecurityGroupAccessTests()
        : base("$web = New-SecurityGroup web; $app = New-SecurityGroup app; ")
    {
    }

    [Theory]
    [InlineData("-Port 80, 443 -From 10.0.0.0/8, 2001:db8::/32", 4)]
    [InlineData("-Port 8000-8100 -FromSecurityGroupId app", 1)]
    [InlineData("-Port all -Protocol udp -From 10.0.0.0/8", 1)]
    [InlineData("-Protocol icmp -IcmpType 8 -From 10.0.0.0/8", 1)]
    [InlineData("-Protocol all -FromSecurityGroupId web", 1)]
    [InlineData("-Protocol 50 -From 10.0.0.0/8", 1)]
    [InlineData("-Egress -Port 443 -To 10.0.0.0/8", 1)]
    [InlineData("-Port 443 -From 203.0.113.7/32 -Description 'One address'", 1)]
    public void Each_port_with_each_source_and_a_second_run_changes_nothing(string parameters, int rules)
    {
        var made = Ok($"Grant-SecurityGroupAccess web {parameters}");
        Assert.Equal(rules, made.Count);
        var before = Changes().Count;
        var again = Ok($"$web | Grant-SecurityGroupAccess {parameters}");
        Assert.Equal(made.Select(static rule => rule.Text("SecurityGroupRuleId")).Order(StringComparer.Ordinal), again.Select(static rule => rule.Text("SecurityGroupRuleId")).Order(StringComparer.Ordinal));
        Assert.Equal(before, Changes().Count);

        // What was granted is revoked by the same words.
        Assert.Equal(rules, Ok($"Revoke-SecurityGroupAccess web {parameters.Split(" -Description")[0]} -PassThru").Count);
        Assert.Single(Ok("(Get-SecurityGroup web).Rule"));
    }

    [Fact]
    public void Only_the_missing_rules_are_made_and_a_description_is_set()
    {
        Ok("$null = Grant-SecurityGroupAccess web -Port 80 -From 10.0.0.0/8 -Description old");
        Assert.Equal(["ec2:UpdateSecurityGroupRuleDescriptionsIngress", "ec2:AuthorizeSecurityGroupIngress"], ChangesOf("Grant-SecurityGroupAccess web -Port 80, 443 -From 10.0.0.0/8 -Description new"));
        Assert.Equal(["new", "new"], Names("(Get-SecurityGroup web).Rule | Where-Object Direction -eq Inbound", "Description"));
        Assert.Empty(ChangesOf("Grant-SecurityGroupAccess web -Port 80 -From 10.0.0.0/8"));
    }

    [Fact]
    public void Several_groups_and_one_that_is_missing()
    {
        var outcome = Run("Grant-SecurityGroupAccess web, missing, app -Port 80 -From 10.0.0.0/8");
        Assert.Equal("SecurityGroupNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(2, outcome.Output.Count);
    }

    [Theory]
    [InlineData("-Port 22", "SSH")]
    [InlineData("-Port 3000-4000", "RDP")]
    [InlineData("-Protocol all", "SSH")]
    public void Administration_open_to_the_world_is_warned_of(string traffic, string name)
    {
        Assert.Contains(Run($"Grant-SecurityGroupAccess web {traffic} -From ::/0").Warnings, warning => warning.Contains(name, StringComparison.Ordinal) && warning.Contains("::/0", StringComparison.Ordinal));
        Assert.Empty(Run($"Grant-SecurityGroupAccess web {traffic} -From 10.0.0.0/8").Warnings);
        Assert.Empty(Run($"Grant-SecurityGroupAccess web {traffic} -From ::/0 -Egress").Warnings);
    }

    [Fact]
    public void WhatIf_says_the_rule() =>
        Assert.Contains("Allow tcp 80 from 10.0.0.0/8", Show("Grant-SecurityGroupAccess web 80 10.0.0.0/8 -WhatIf"), StringComparison.Ordinal);

    [Fact]
    public void Bad_input() => Refuses(
        ("Grant-SecurityGroupAccess web 80 10.0.0.1/8", "InvalidFrom", ["-From", "10.0.0.1/8", "10.0.0.0/8", "10.0.0.1/32"]),
        ("Grant-SecurityGroupAccess web 80 2001:db8::1/32", "InvalidFrom", ["-From", "2001:db8::/32"]),
        ("Grant-SecurityGroupAccess web 80 203.0.113.7", "InvalidFrom", ["'203.0.113.7'", "203.0.113.7/32"]),
        ("Grant-SecurityGroupAccess web 80 300.0.0.0/8", "InvalidFrom", ["'300.0.0.0/8'", "10.0.0.0/24"]),
        ("Grant-SecurityGroupAccess web 80 10.0.0.0/33", "InvalidFrom", ["10.0.0.0/33"]),
        ("Grant-SecurityGroupAccess web 80 10.0.0.0/8, world", "InvalidFrom", ["'world'"]),
        ("Grant-SecurityGroupAccess web 99999 10.0.0.0/8", "InvalidPort", ["-Port", "'99999'", "0 to 65535"]),
        ("Grant-SecurityGroupAccess web 90-80 10.0.0.0/8", "InvalidPort", ["-Port", "'90-80'", "80-90"]),
        ("Grant-SecurityGroupAccess web http 10.0.0.0/8", "InvalidPort", ["'http'", "22 or 8000-8999"]),
        ("Grant-SecurityGroupAccess web 80 10.0.0.0/8 -Protocol tpc", "InvalidProtocol", ["-Protocol", "'tpc'", "tcp, udp"]),
        ("Grant-SecurityGroupAccess web 80 10.0.0.0/8 -Protocol icmp", "InvalidPort", ["icmp has no ports", "-IcmpType"]),
        ("Grant-SecurityGroupAccess web 80 10.0.0.0/8 -IcmpType 8", "InvalidIcmpType", ["-IcmpType", "icmp"]),
        ("Grant-SecurityGroupAccess web -Protocol icmp -IcmpCode 0 -From 10.0.0.0/8", "InvalidIcmpCode", ["-IcmpCode '0'", "-IcmpType"]),
        ("Grant-SecurityGroupAccess web -From 10.0.0.0/8", "PortMissing", ["-Port 443"]),
        ("Grant-SecurityGroupAccess web 80", "SourceMissing", ["-From", "-FromSecurityGroupId"]),
        ("Grant-SecurityGroupAccess web 80 -FromSecurityGroupId none", "InvalidFromSecurityGroupId", ["-FromSecurityGroupId 'none'", "Get-SecurityGroup"]),
        ("Grant-SecurityGroupAccess web 80 -FromPrefixListId none", "ParameterArgumentValidationError", ["-FromPrefixListId 'none'", "pl-"]),
        ("Grant-SecurityGroupAccess web 80 10.0.0.0/8 -Description 'naïve'", "ParameterArgumentValidationError", ["-Description 'naïve'", "letters"]),
        ("New-SecurityGroup sg-web", "ParameterArgumentValidationError", ["-SecurityGroupName 'sg-web'", "not sg-"]),
        ("New-SecurityGroup new -VpcId vpc-0123456789abcdef0", "VPCNotFound", ["vpc-0123456789abcdef0", "default VPC"]));
}
