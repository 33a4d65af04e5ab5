namespace AwsOps.Tests.Network;

public sealed class NetworkAclTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $default = Get-NetworkAcl")
{
    private const string Rules = "(Get-NetworkAcl $acl.NetworkAclId).Rule | Where-Object RuleNumber -lt 32767 | ForEach-Object { \"$_\" }";

    // https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html
    [Fact]
    public void The_default_one_allows_all_and_a_new_one_nothing()
    {
        Assert.Equal(["100 Allow all all from 0.0.0.0/0", "* Deny all all from 0.0.0.0/0", "100 Allow all all to 0.0.0.0/0", "* Deny all all to 0.0.0.0/0"], Ok("$default.Rule").Select(static r => r.ToString()));
        Assert.Equal(["* Deny all all from 0.0.0.0/0", "* Deny all all to 0.0.0.0/0"], Ok("(New-NetworkAcl).Rule").Select(static r => r.ToString()));
    }

    [Fact]
    public void A_copy_stands_before_a_subnet_and_gives_it_back()
    {
        Ok("$subnet = $default.SubnetId[0]; $acl = New-NetworkAcl -CopyRuleFrom $default.NetworkAclId -SubnetId $subnet -Tag @{ Name = 'mine' }");
        Assert.Equal("mine", One("$acl.Tag['Name']").ToString());
        Assert.Equal(One("$acl").Text("NetworkAclId"), One("Get-NetworkAcl -SubnetId $subnet").Text("NetworkAclId"));
        Fails("NetworkAclInUse", "Remove-NetworkAcl $acl.NetworkAclId");
        Ok("$acl | Remove-NetworkAcl -Force");
        Assert.Equal(One("$default").Text("NetworkAclId"), One("Get-NetworkAcl -SubnetId $subnet").Text("NetworkAclId"));
        Fails("DefaultNetworkAcl", "$default | Remove-NetworkAcl");
        Fails("NetworkAclNotFound", "Remove-NetworkAcl acl-0123456789abcdef0");
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_nothing_behind()
    {
        Ok("Add-SandboxFault AccessDenied ReplaceNetworkAclAssociation -Count 1");
        Assert.Contains("removed again", Assert.Single(Run("New-NetworkAcl -CopyRuleFrom $default.NetworkAclId -SubnetId $default.SubnetId").Errors).ToString(), StringComparison.Ordinal);
        Assert.Single(Ok("Get-NetworkAcl"));
    }

    [Fact]
    public void Setting_a_rule_is_declarative_and_changes_the_one_of_its_number()
    {
        Ok("$acl = New-NetworkAcl; $set = { $acl | Set-NetworkAclRule -RuleNumber 100 -Action Allow -Port 443 -Cidr 10.0.0.0/8 -WarningAction Ignore }; $null = & $set");
        var calls = Ok("Get-SandboxEvent").Count;
        Assert.Equal("100 Allow tcp 443 from 10.0.0.0/8", One("& $set").ToString());
        Assert.Equal(calls + 1, Ok("Get-SandboxEvent").Count);
        Ok("$null = $acl | Set-NetworkAclRule -RuleNumber 100 -Action Deny -Protocol icmp -IcmpType 8 -Cidr 10.0.0.0/8; $null = $acl | Set-NetworkAclRule -Action Deny -Protocol all -Cidr 2001:db8::/32");
        Assert.Equal(["100 Deny icmp 8 from 10.0.0.0/8", "200 Deny all all from 2001:db8::/32"], Ok(Rules).Select(static r => r.ToString()));
    }

    [Fact]
    public void Replies_that_are_stopped_are_warned_of_once()
    {
        Ok("$acl = New-NetworkAcl");
        var warning = Assert.Single(Run("$acl | Set-NetworkAclRule -RuleNumber 100 -Action Allow -Port 443 -Cidr 0.0.0.0/0").Warnings);
        Assert.Contains("-Action Allow -Protocol tcp -Port 1024-65535 -Cidr 0.0.0.0/0 -Egress", warning, StringComparison.Ordinal);
        Assert.Empty(Run("$acl | Set-NetworkAclRule -RuleNumber 100 -Action Allow -Protocol tcp -Port 1024-65535 -Cidr 0.0.0.0/0 -Egress").Warnings);
        Assert.Contains("stops", Assert.Single(Run("Remove-NetworkAclRule $acl.NetworkAclId 100 -Egress").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Renumbering_keeps_the_order_and_what_the_ACL_does_at_every_call()
    {
        Ok("$acl = New-NetworkAcl; foreach ($n in 1, 2, 150, 250) { $null = $acl | Set-NetworkAclRule -RuleNumber $n -Action Deny -Protocol all -Cidr \"10.$n.0.0/16\" }");
        Ok("$acl | Set-NetworkAclRule -Renumber");
        Assert.Equal(["100 Deny all all from 10.1.0.0/16", "200 Deny all all from 10.2.0.0/16", "300 Deny all all from 10.150.0.0/16", "400 Deny all all from 10.250.0.0/16"], Ok(Rules).Select(static r => r.ToString()));
        Ok("$null = $acl | Set-NetworkAclRule -RuleNumber 400 -NewRuleNumber 10");
        Assert.Equal("10 Deny all all from 10.250.0.0/16", Ok(Rules)[0].ToString());
        Fails("InvalidNewRuleNumber", "$acl | Set-NetworkAclRule -RuleNumber 100 -NewRuleNumber 200");
        Fails("NetworkAclRuleNotFound", "$acl | Set-NetworkAclRule -RuleNumber 7 -NewRuleNumber 8");
    }

    [Fact]
    public void A_renumbering_that_fails_is_taken_back()
    {
        Ok("$acl = New-NetworkAcl; foreach ($n in 1, 2, 3) { $null = $acl | Set-NetworkAclRule -RuleNumber $n -Action Deny -Protocol all -Cidr \"10.$n.0.0/16\" }");
        var before = Ok(Rules).Select(static r => r.ToString());
        Ok("Add-SandboxFault AccessDenied DeleteNetworkAclEntry -Count 1");
        Run("$acl | Set-NetworkAclRule -Renumber");
        Assert.Equal(before, Ok(Rules).Select(static r => r.ToString()));
    }

    [Theory]
    [InlineData("-Action Allow -Port 99999 -Cidr 0.0.0.0/0", "InvalidPort", "99999")]
    [InlineData("-Action Allow -Port 90-80 -Cidr 0.0.0.0/0", "InvalidPort", "reversed")]
    [InlineData("-Action Allow -Port '80,90' -Cidr 0.0.0.0/0", "InvalidPort", "one range")]
    [InlineData("-Action Allow -Cidr 0.0.0.0/0", "PortMissing", "-Port")]
    [InlineData("-Action Allow -Protocol tpc -Cidr 0.0.0.0/0", "InvalidProtocol", "tpc")]
    [InlineData("-Action Allow -Protocol all -Cidr 0.0.0.0/99", "InvalidCidr", "0.0.0.0/99")]
    [InlineData("-Action Allow -Protocol icmp -Port 8 -Cidr 0.0.0.0/0", "InvalidPort", "-IcmpType")]
    public void Bad_rules_are_named(string parameters, string id, string text) =>
        Assert.Contains(text, Fails(id, "$default | Set-NetworkAclRule -RuleNumber 10 " + parameters).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Rules_are_taken_away_by_number_or_from_the_pipeline()
    {
        Ok("$null = $default | Set-NetworkAclRule -RuleNumber 90 -Action Deny -Protocol all -Cidr 10.0.0.0/8 -Egress");
        Ok("(Get-NetworkAcl).Rule | Where-Object Cidr -eq 10.0.0.0/8 | Remove-NetworkAclRule");
        Assert.DoesNotContain("90", Ok("(Get-NetworkAcl).Rule").Select(static r => r.Text("RuleNumber")));
        Fails("NetworkAclRuleNotFound", "Remove-NetworkAclRule $default.NetworkAclId 90");
        Fails("InvalidRuleNumber", "Remove-NetworkAclRule $default.NetworkAclId 32767");
    }
}
