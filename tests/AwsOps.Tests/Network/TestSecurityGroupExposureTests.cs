namespace AwsOps.Tests.Network;

public sealed class TestSecurityGroupExposureTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $null = New-SecurityGroup web, app")
{
    [Fact]
    public void The_most_dangerous_comes_first_with_its_reason_rules_and_witness()
    {
        Ok("$null = Grant-SecurityGroupAccess web -Port 443, 22 -From 0.0.0.0/0; $null = Grant-SecurityGroupAccess app -Port 5432 -From 10.0.0.0/8");
        var found = Ok("Test-SecurityGroupExposure");
        Assert.Equal(["22", "443"], found.Select(static e => e.Text("Port")));
        var ssh = found[0];
        Assert.Equal(("Exposed", "Critical", "tcp", "IPv4", "web"), (ssh.Text("Verdict"), ssh.Text("Severity"), ssh.Text("Protocol"), ssh.Text("Family"), ssh.Text("SecurityGroupName")));
        Assert.Equal("tcp 22 is SSH, administration; to every address asked about", ssh.Text("Reason"));
        Assert.Equal(["0.0.0.0/0"], ssh.Get<string[]>("Source"));
        Assert.StartsWith("sgr-", Assert.Single(ssh.Get<string[]>("SecurityGroupRuleId")), StringComparison.Ordinal);
        Assert.Equal("tcp from 1.0.0.0 to port 22", ssh.Text("Witness"));
        Assert.Equal("eu-west-1", ssh.Text("Region"));
    }

    [Fact]
    public void Groups_come_from_the_pipeline_and_an_unknown_one_is_an_error_of_its_own()
    {
        Ok("$null = Grant-SecurityGroupAccess web, app -Port 22 -From 0.0.0.0/0");
        Assert.Equal("app", Assert.Single(Ok("Get-SecurityGroup app | Test-SecurityGroupExposure")).Text("SecurityGroupName"));
        var outcome = Run("Test-SecurityGroupExposure web, nobody");
        Assert.Single(outcome.Output);
        Assert.Equal("SecurityGroupNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void Ports_protocol_and_sources_narrow_the_question()
    {
        Ok("$null = Grant-SecurityGroupAccess web -Protocol all -From 0.0.0.0/0; $null = Grant-SecurityGroupAccess app -Port 5432 -From 10.0.0.0/8");
        Assert.Equal(["tcp", "udp"], Ok("Test-SecurityGroupExposure -Port 3389").Select(static e => e.Text("Protocol")!).Order());
        Assert.Equal("udp", Assert.Single(Ok("Test-SecurityGroupExposure -Port 53 -Protocol udp")).Text("Protocol"));
        Assert.Equal("app", Assert.Single(Ok("Test-SecurityGroupExposure app -From 10.1.0.0/16")).Text("SecurityGroupName"));
        Assert.Empty(Ok("Test-SecurityGroupExposure app"));
    }

    [Theory]
    [InlineData("-Port 99999", "InvalidPort", "99999")]
    [InlineData("-Port 90-80", "InvalidPort", "reversed")]
    [InlineData("-Protocol tpc", "InvalidProtocol", "tpc")]
    [InlineData("-Protocol icmp -Port 8", "InvalidPort", "has no ports")]
    [InlineData("-From 10.0.0.0/99", "InvalidFrom", "10.0.0.0/99")]
    [InlineData("-Path /nowhere", "PathNotFound", "/nowhere")]
    public void Bad_input_is_named(string parameters, string id, string text) =>
        Assert.Contains(text, Fails(id, "Test-SecurityGroupExposure " + parameters).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Effective_says_what_is_reached_and_what_is_not_and_why()
    {
        Ok("$null = Grant-SecurityGroupAccess web, app -Port 22 -From 0.0.0.0/0; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait");
        var found = Ok("Test-SecurityGroupExposure -Effective");
        var web = Assert.Single(found, static e => e.Text("SecurityGroupName") == "web");
        Assert.Equal(("Exposed", "Critical"), (web.Text("Verdict"), web.Text("Severity")));
        Assert.StartsWith("i-", Assert.Single(web.Get<string[]>("InstanceId")), StringComparison.Ordinal);
        var app = Assert.Single(found, static e => e.Text("SecurityGroupName") == "app");
        Assert.Equal(("Closed", "Informational", "no network interface has the group"), (app.Text("Verdict"), app.Text("Severity"), app.Text("BlockedBy")));
    }

    [Fact]
    public void A_load_balancer_open_to_the_world_is_named_with_the_instances_behind_it()
    {
        Ok("$null = Grant-SecurityGroupAccess web -Port 80 -From 0.0.0.0/0; $null = Grant-SecurityGroupAccess app -Port 80 -FromSecurityGroupId web");
        Ok("$lb = New-LoadBalancer shop -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId -Wait -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup app).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -TargetGroupArn $lb.TargetGroupArn -Wait");
        var port = One("Test-SecurityGroupExposure -Effective");
        Assert.Equal(("80", "Exposed", "web"), (port.Text("Port"), port.Text("Verdict"), port.Text("SecurityGroupName")));
        Assert.Equal(["shop"], port.Get<string[]>("LoadBalancerName"));
        Assert.StartsWith("i-", Assert.Single(port.Get<string[]>("InstanceId")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_view_fits() =>
        Assert.Equal(
            """
            Severity      Verdict      SecurityGroupId      Protocol        Port Source               Reason
            --------      -------      ---------------      --------        ---- ------               ------
            """,
            string.Join('\n', Show("$null = Grant-SecurityGroupAccess web -Port 22 -From 0.0.0.0/0 -WarningAction Ignore; Test-SecurityGroupExposure").Split('\n')[..2]));
}
