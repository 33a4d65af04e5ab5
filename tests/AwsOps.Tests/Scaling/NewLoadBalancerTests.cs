namespace AwsOps.Tests.Scaling;

public sealed class NewLoadBalancerTests : CmdletTest
{
    [Fact]
    public void A_load_balancer_with_its_listener_and_target_group()
    {
        Ok("$web = New-SecurityGroup web; $null = $web | Grant-SecurityGroupAccess -Port 8080 -From 0.0.0.0/0");
        var outcome = Run("$web | New-LoadBalancer shop -Port 8080 -TargetPort 5000 -HealthCheckPath /health -Tag @{ team = 'web' } -Wait");
        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Warnings);
        var balancer = Assert.Single(outcome.Output);
        Assert.Equal(("active", "internet-facing", "application"), (balancer.Text("State"), balancer.Text("Scheme"), balancer.Text("Type")));
        Assert.Equal(3, balancer.Get<string[]>("SubnetId").Length);
        Assert.Equal("web", balancer.Get<System.Collections.Hashtable>("Tag")["team"]);
        Ok("$calls = Get-SandboxEvent New-LoadBalancer -Mutating");
        Assert.Equal(["CreateTargetGroup", "CreateLoadBalancer", "CreateListener"], Names("$calls", "EventName"));
        Assert.Equal("5000 /health", One("\"$($calls[0].Parameter.Port) $($calls[0].Parameter.HealthCheckPath)\"").ToString());
        Assert.Equal("8080 HTTP", One("\"$($calls[2].Parameter.Port) $($calls[2].Parameter.Protocol)\"").ToString());
    }

    [Fact]
    public void Who_can_not_connect_is_warned()
    {
        Assert.Contains("Grant-SecurityGroupAccess", Assert.Single(Run("New-LoadBalancer shop").Warnings), StringComparison.Ordinal);
        Assert.Contains("port 443", Assert.Single(Run("New-LoadBalancer other -Protocol HTTPS -CertificateArn arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012 -WhatIf").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_describes_all_three()
    {
        var text = Show("New-LoadBalancer shop -WhatIf -WarningAction Ignore").ReplaceLineEndings(" ");
        Assert.Contains("Create for HTTP on port 80, health checked at /", text, StringComparison.Ordinal);
        Assert.Contains("Create internet-facing in subnet-", text, StringComparison.Ordinal);
        Assert.Contains("Listen for HTTP on port 80, forward to target group shop", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_internal_one_in_two_zones()
    {
        var balancer = One("$subnets = (New-LaunchTemplate shop t3.small | New-ScalingGroup shop -MinSize 0 -MaxSize 1).SubnetId; New-LoadBalancer inner -Internal -SubnetId $subnets[0], $subnets[2] -WarningAction Ignore");
        Assert.Equal(("internal", 2), (balancer.Text("Scheme"), balancer.Get<string[]>("Zone").Length));
    }
}
