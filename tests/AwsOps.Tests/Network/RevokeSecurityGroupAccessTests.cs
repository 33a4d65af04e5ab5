namespace AwsOps.Tests.Network;

public sealed class RevokeSecurityGroupAccessTests : CmdletTest
{
    public RevokeSecurityGroupAccessTests()
        : base("$web = New-SecurityGroup web; $rules = Grant-SecurityGroupAccess web -Port 80, 443, 8000-8100 -From 10.0.0.0/8; ")
    {
    }

    [Fact]
    public void Nothing_wider_or_narrower_is_taken()
    {
        Refuses(
            ("Revoke-SecurityGroupAccess web -Port 80 -From 10.0.0.0/16", "SecurityGroupRuleNotFound", ["tcp 80 from 10.0.0.0/16", "It has: tcp 80 from 10.0.0.0/8"]),
            ("Revoke-SecurityGroupAccess web -Port 8050 -From 10.0.0.0/8", "SecurityGroupRuleNotFound", ["tcp 8050"]),
            ("Revoke-SecurityGroupAccess web -Port 80 -From 10.0.0.0/8 -Egress", "SecurityGroupRuleNotFound", ["tcp 80 to 10.0.0.0/8"]),
            ("Revoke-SecurityGroupAccess -SecurityGroupRuleId sgr-0123456789abcdef0", "SecurityGroupRuleNotFound", ["sgr-0123456789abcdef0"]),
            ("Revoke-SecurityGroupAccess -SecurityGroupRuleId $rules[0].SecurityGroupRuleId -Port 80", "RuleNamedTwice", ["-SecurityGroupRuleId"]),
            ("Revoke-SecurityGroupAccess -SecurityGroupRuleId rule", "ParameterArgumentValidationError", ["'rule'", "sgr-"]),
            ("Revoke-SecurityGroupAccess missing -Port 80 -From 10.0.0.0/8", "SecurityGroupNotFound", ["'missing'"]));
        Assert.Equal(4, Ok("(Get-SecurityGroup web).Rule").Count);
    }

    [Fact]
    public void By_id_by_object_and_what_is_there_of_several()
    {
        Assert.Equal("80", One("Revoke-SecurityGroupAccess -SecurityGroupRuleId $rules[0].SecurityGroupRuleId -PassThru").Text("Port"));
        Assert.Equal("443", One("$rules[1] | Revoke-SecurityGroupAccess -PassThru").Text("Port"));
        var outcome = Run("Revoke-SecurityGroupAccess web -Port 80, 8000-8100 -From 10.0.0.0/8 -PassThru");
        Assert.Single(outcome.Errors);
        Assert.Equal("8000-8100", Assert.Single(outcome.Output).Text("Port"));
        Assert.Empty(Ok("(Get-SecurityGroup web).Rule | Revoke-SecurityGroupAccess"));
        Assert.Empty(Ok("(Get-SecurityGroup web).Rule"));
    }

    [Fact]
    public void WhatIf_says_the_rule() =>
        Assert.Contains("No longer allow tcp 80 from 10.0.0.0/8", Show("Revoke-SecurityGroupAccess web 80 10.0.0.0/8 -WhatIf"), StringComparison.Ordinal);
}
