namespace AwsOps.Tests.Network;

public sealed class FindSecurityGroupIssueTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $web = New-SecurityGroup web; $app = New-SecurityGroup app")
{
    [Fact]
    public void Groups_that_nothing_uses_pipe_into_their_removal()
    {
        Ok("$null = Grant-SecurityGroupAccess app -Port 80 -FromSecurityGroupId web; $null = New-SecurityGroup named; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup named).SecurityGroupId");
        var found = Ok("Find-SecurityGroupIssue | Where-Object Issue -eq UnusedGroup");
        Assert.Equal(["app"], found.Select(static f => f.Text("SecurityGroupName")));
        Assert.StartsWith("Remove-SecurityGroup sg-", found[0].Text("Fix"), StringComparison.Ordinal);
        Ok("Find-SecurityGroupIssue | Where-Object Issue -eq UnusedGroup | Remove-SecurityGroup");
        Assert.Equal(["default", "named", "web"], Ok("Get-SecurityGroup").Select(static g => g.Text("SecurityGroupName")));
    }

    [Fact]
    public void Superfluous_rules_pipe_into_their_revocation_and_nothing_is_closed()
    {
        Ok("$null = Grant-SecurityGroupAccess web -Port 443, 440-450 -From 10.0.0.0/8; $null = Grant-SecurityGroupAccess web -Port 80 -From 10.0.0.0/9, 10.128.0.0/9, 10.64.0.0/10; $null = Grant-SecurityGroupAccess web -Port 22 -FromSecurityGroupId app");
        var found = Ok("Find-SecurityGroupIssue web | Where-Object Issue -ne UnusedGroup");
        Assert.Equal(["tcp 443 from 10.0.0.0/8", "tcp 80 from 10.64.0.0/10"], found.Select(static f => f.Text("Rule")!.Split(" (")[0]).Order());
        Assert.All(found, static f => Assert.Equal("ShadowedRule", f.Text("Issue")));
        Ok("Find-SecurityGroupIssue web | Where-Object Issue -eq ShadowedRule | Revoke-SecurityGroupAccess");
        Assert.Equal(["22", "440-450", "80", "80"], Ok("(Get-SecurityGroup web).Rule | Where-Object Direction -eq Inbound").Select(static r => r.Text("Port")!).Order(StringComparer.Ordinal));
        Assert.Empty(Ok("Find-SecurityGroupIssue web | Where-Object Issue -eq ShadowedRule"));
    }

    [Fact]
    public void Flow_logs_show_what_is_open_wider_than_used()
    {
        Ok("$null = Grant-SecurityGroupAccess web -Port 8000-8999, 22 -From 10.0.0.0/8; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId $web.SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait");
        Ok("$null = Grant-SecurityGroupAccess web -Port 443 -From 0.0.0.0/0");
        var reached = One("Test-SecurityGroupExposure web -Port 443 -Effective");
        var (card, address) = (reached.Get<string[]>("NetworkInterfaceId")[0], System.Text.RegularExpressions.Regex.Match(reached.Text("Witness")!, "to ([0-9.]+)").Groups[1].Value);
        var log = Path.Combine(Path.GetTempPath(), $"awsops-{Guid.NewGuid():N}.log");
        File.WriteAllText(log, $"2 123456789012 {card} 10.1.1.1 {address} 50000 8080 6 10 5000 1764000000 1764000060 ACCEPT OK\n2 123456789012 {card} 9.9.9.9 {address} 50000 443 6 10 5000 1764000000 1764000060 ACCEPT OK\n");
        try
        {
            var found = Ok($"Find-SecurityGroupIssue web -FlowLogPath {log}");
            var wide = Assert.Single(found, static f => f.Text("Issue") == "WiderThanUsed");
            Assert.Contains("tcp 8080 from 1 address(es) only", wide.Text("Reason"), StringComparison.Ordinal);
            Assert.StartsWith("Grant-SecurityGroupAccess sg-", wide.Text("Fix"), StringComparison.Ordinal);
            Assert.Empty(wide.Get<string[]>("SecurityGroupRuleId"));
            var unused = Assert.Single(found, static f => f.Text("Issue") == "UnusedRule");
            Assert.StartsWith("tcp 22 from 10.0.0.0/8", unused.Text("Rule"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(log);
        }
    }
}
