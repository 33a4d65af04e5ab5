namespace AwsOps.Tests.Network;

public sealed class TestNetworkPathTests() : ModuleTest("""
    Start-AwsOpsSandbox -Region eu-west-1
    $web = New-SecurityGroup web; $null = Grant-SecurityGroupAccess web -Port 443 -From 0.0.0.0/0
    $app = New-SecurityGroup app; $null = Grant-SecurityGroupAccess app -Port 8080 -FromSecurityGroupId web
    $null = New-LaunchTemplate web -InstanceType t3.small -SecurityGroupId $web.SecurityGroupId | New-ScalingGroup web -MinSize 1 -MaxSize 1 -Wait
    $null = New-LaunchTemplate app -InstanceType t3.small -SecurityGroupId $app.SecurityGroupId | New-ScalingGroup app -MinSize 1 -MaxSize 1 -Wait
    $w = (Get-ScalingGroup web).Instance[0].InstanceId; $a = (Get-ScalingGroup app).Instance[0].InstanceId
    """)
{
    [Fact]
    public void The_internet_reaches_what_is_open_by_every_hop_and_back()
    {
        var path = One("Test-NetworkPath internet $w -Port 443");
        Assert.Equal(("Exposed", "IPv4", "tcp 443"), (path.Text("Verdict"), path.Text("Family"), path.Text("Service")));
        Assert.Null(path.Text("BlockedBy"));
        var hops = Ok("(Test-NetworkPath internet $w -Port 443).Hop");
        Assert.Equal(["Address", "InternetGateway", "BlockPublicAccess", "RouteTable", "NetworkAcl", "SecurityGroup", "NetworkAcl"], hops.Select(static h => h.Text("Kind")));
        Assert.Equal("Reply", hops[^1].Text("Direction"));
        Assert.All(hops, static h => Assert.Equal("Allowed", h.Text("Verdict")));
        Assert.Contains("tcp 443 from 0.0.0.0/0", hops[5].Text("Rule"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stops_the_packet_is_named()
    {
        var path = One("Test-NetworkPath internet $w -Port 22");
        Assert.Equal("Closed", path.Text("Verdict"));
        Assert.StartsWith("SecurityGroup", path.Text("BlockedBy"), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_reach_each_other_in_one_direction()
    {
        Assert.Equal("Exposed", One("Test-NetworkPath $w $a -Port 8080").Text("Verdict"));
        Assert.Equal("Closed", One("Test-NetworkPath $a $w -Port 8080").Text("Verdict"));
        Assert.Equal("Exposed", One("Test-NetworkPath $web.SecurityGroupId $app.SecurityGroupId -Port 8080").Text("Verdict"));
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
    [Fact]
    public void A_reply_that_a_network_ACL_stops_is_a_verdict_of_its_own()
    {
        Ok("$null = Get-NetworkAcl | Set-NetworkAclRule -RuleNumber 50 -Action Deny -Port 1024-65535 -Cidr 0.0.0.0/0 -Egress -WarningAction Ignore");
        var path = One("Test-NetworkPath internet $w -Port 443");
        Assert.Equal("ReplyBlocked", path.Text("Verdict"));
        Assert.Contains("entry 50", path.Text("BlockedBy"), StringComparison.Ordinal);

        // Who attacks chooses a source port whose replies pass; only when none does the service is dead to him.
        Assert.Equal("Exposed", One("Test-SecurityGroupExposure web -Effective").Text("Verdict"));
        Ok("$null = Get-NetworkAcl | Set-NetworkAclRule -RuleNumber 50 -Action Deny -Port all -Cidr 0.0.0.0/0 -Egress -WarningAction Ignore");
        Assert.Equal("ReplyBlocked", One("Test-SecurityGroupExposure web -Effective").Text("Verdict"));
    }

    [Fact]
    public void Several_ports_are_several_questions_and_receivers_come_from_the_pipeline() =>
        Assert.Equal(["Exposed", "Closed"], Ok("(Get-ScalingGroup web).Instance | Test-NetworkPath internet -Port 443, 22").Select(static p => p.Text("Verdict")));

    [Fact]
    public void An_address_outside_and_a_load_balancer_are_ends_too()
    {
        Assert.Equal("Exposed", One("Test-NetworkPath $w 8.8.8.8 -Port 443").Text("Verdict"));
        Ok("$null = New-LoadBalancer shop -SecurityGroupId $web.SecurityGroupId -Wait -WarningAction Ignore");
        Assert.Equal("Closed", One("Test-NetworkPath internet shop -Port 8443").Text("Verdict"));
    }

    [Theory]
    [InlineData("Test-NetworkPath internet i-0123456789abcdef0 -Port 22", "PathEndUnknown", "i-0123456789abcdef0")]
    [InlineData("Test-NetworkPath internet nobody -Port 22", "PathEndUnknown", "nobody")]
    [InlineData("Test-NetworkPath internet 8.8.8.8 -Port 22", "PathEndUnknown", "no end in the inventory")]
    [InlineData("Test-NetworkPath internet $w -Port 70000", "InvalidPort", "70000")]
    [InlineData("Test-NetworkPath internet $w -Protocol xyz", "InvalidProtocol", "xyz")]
    public void Bad_ends_and_ports_are_named(string script, string id, string text) =>
        Assert.Contains(text, Fails(id, script).ToString(), StringComparison.Ordinal);
}
