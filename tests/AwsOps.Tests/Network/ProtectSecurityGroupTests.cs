namespace AwsOps.Tests.Network;

public sealed class ProtectSecurityGroupTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $null = New-SecurityGroup web; $null = Grant-SecurityGroupAccess web -Port 20-25 -From 0.0.0.0/0 -Description 'Old days' -WarningAction Ignore; $null = Grant-SecurityGroupAccess web -Port 443 -From 0.0.0.0/0; $null = Grant-SecurityGroupAccess web -Port 22 -FromSecurityGroupId web")
{
    private const string Close = "Test-SecurityGroupExposure web -Port 22 | Protect-SecurityGroup";

    [Fact]
    public void Only_the_part_that_offends_goes()
    {
        var done = One(Close + " -AllowFrom 52.1.2.0/24");
        Assert.True(done.Get<bool>("Applied"));
        Assert.Contains("20-25", Assert.Single(done.Get<string[]>("Removed")), StringComparison.Ordinal);
        Assert.Empty(Ok("Test-SecurityGroupExposure web -Port 22 -From 52.2.0.0/16"));
        Assert.Equal(["22"], Ok("Test-SecurityGroupExposure web -Port 22 -From 52.1.2.9").Select(static e => e.Text("Port")));
        Assert.Equal(["20-21", "23-25", "443"], Ok("Test-SecurityGroupExposure web -From 8.8.8.8").Select(static e => e.Text("Port")!).Order(StringComparer.Ordinal));
        Assert.Single(Ok("(Get-SecurityGroup web).Rule | Where-Object Source -like 'sg-*'"));
        Assert.Contains("10.0.0.0/8", Ok("(Get-SecurityGroup web).Rule | Where-Object Port -eq 22").Select(static r => r.Text("Source")));
        Assert.All(Ok("(Get-SecurityGroup web).Rule | Where-Object { $_.Direction -eq 'Inbound' -and $_.Port -like '2*' -and $_.Source -notlike 'sg-*' }"), static rule => Assert.Equal("Old days", rule.Text("Description")));
    }

    [Fact]
    public void Undo_restores_the_rules_exactly()
    {
        const string Rules = "(Get-SecurityGroup web).Rule | ForEach-Object { \"$($_.Direction) $_ $($_.Description)\" }";
        var before = Ok(Rules).Select(static r => r.ToString());
        Ok($"$done = {Close}; $null = Protect-SecurityGroup -Undo $done");
        Assert.Equal(before, Ok(Rules).Select(static r => r.ToString()));
        Assert.False(One("Protect-SecurityGroup -Undo $done").Get<bool>("Applied"));
    }

    [Fact]
    public void New_rules_are_made_before_the_old_ones_go_and_go_again_when_that_fails()
    {
        Ok($"$null = {Close}");
        var calls = Ok("Get-SandboxEvent").Select(static e => e.Text("Action")).Where(static a => a!.Contains("SecurityGroupIngress", StringComparison.Ordinal)).TakeLast(2);
        Assert.Equal(["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"], calls);

        Ok("Start-AwsOpsSandbox -Region eu-west-1 -Force; $null = New-SecurityGroup web; $null = Grant-SecurityGroupAccess web -Port 20-25 -From 0.0.0.0/0 -WarningAction Ignore");
        var before = Ok("(Get-SecurityGroup web).Rule").Select(static r => r.ToString());
        Ok("Add-SandboxFault AccessDenied RevokeSecurityGroupIngress -Count 1");
        var outcome = Run(Close);
        Assert.Contains("removed again", Assert.Single(outcome.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Ok("(Get-SecurityGroup web).Rule").Select(static r => r.ToString()));
    }

    [Fact]
    public void WhatIf_shows_what_is_reachable_and_what_flow_logs_saw_and_changes_nothing()
    {
        Ok("$null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait");
        var reached = One("Test-SecurityGroupExposure web -Port 22 -Effective");
        var card = Assert.Single(reached.Get<string[]>("NetworkInterfaceId"));
        var witness = reached.Text("Witness")!;
        var address = System.Text.RegularExpressions.Regex.Match(witness, "to ([0-9.]+)").Groups[1].Value;
        var log = Path.Combine(Path.GetTempPath(), $"awsops-{Guid.NewGuid():N}.log");
        File.WriteAllText(log, $"""
            version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
            2 123456789012 {card} 8.8.4.4 {address} 50000 22 6 10 5000 1764000000 1764000060 ACCEPT OK
            2 123456789012 {card} 8.8.4.4 {address} 50001 443 6 10 9000 1764000000 1764000060 ACCEPT OK
            2 123456789012 {card} 10.1.1.1 {address} 50001 22 6 10 9000 1764000000 1764000060 ACCEPT OK

            """);
        try
        {
            var plan = One($"{Close} -FlowLogPath {log} -WhatIf");
            Assert.False(plan.Get<bool>("Applied"));
            var broken = plan.Get<object[]>("BrokenFlow").Select(static f => System.Management.Automation.PSObject.AsPSObject(f)).ToList();
            Assert.Contains("tcp 22 from internet to i-", broken.Single(static f => !f.Get<bool>("Seen")).ToString(), StringComparison.Ordinal);
            var seen = broken.Single(static f => f.Get<bool>("Seen"));
            Assert.Equal(("tcp 22", 5000L), (seen.Text("Service"), seen.Get<long>("Bytes")));
            Assert.Equal(["8.8.4.4"], seen.Get<string[]>("Source"));
            Assert.Equal("flow logs of 2025-11-24 16:00 to 2025-11-24 16:01 (3 records)", plan.Text("FlowLogEvidence"));
            var none = One($"{Close} -FlowLogPath {log} -Start 2026-01-01 -WhatIf");
            Assert.DoesNotContain(none.Get<object[]>("BrokenFlow"), static f => System.Management.Automation.PSObject.AsPSObject(f).Get<bool>("Seen"));
            Assert.Equal("flow logs of 2026-01-01 00:00 to now (0 records)", none.Text("FlowLogEvidence"));
            Assert.Single(Ok("Test-SecurityGroupExposure web -Port 22"));
        }
        finally
        {
            File.Delete(log);
        }
    }

    [Theory]
    [InlineData("-LogGroupName flows")]
    [InlineData("-S3Uri s3://flows-111122223333/net")]
    public void The_flows_of_a_log_group_or_a_bucket_are_looked_at_too(string place)
    {
        var made = place.Replace("flows-111122223333/net", "flows-111122223333/net -CreateBucket", StringComparison.Ordinal) + (place.Contains("Log", StringComparison.Ordinal) ? " -CreateRole" : string.Empty);
        Ok($"$null = Enable-FlowLog (Get-SecurityGroup web).VpcId {made} -AggregationSeconds 60; $group = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait; $null = Send-SandboxTraffic 8.8.4.4 $group.Instance[0].InstanceId 22; Step-AwsOpsSandbox 30");
        var plan = One($"{Close} {place} -WhatIf");
        var seen = plan.Get<object[]>("BrokenFlow").Select(static f => System.Management.Automation.PSObject.AsPSObject(f)).Single(static f => f.Get<bool>("Seen"));
        Assert.Equal(("tcp 22", "8.8.4.4"), (seen.Text("Service"), seen.Get<string[]>("Source").Single()));
        var evidence = System.Management.Automation.PSObject.AsPSObject(plan.Get<object>("FlowLogEvidence"));
        Assert.Equal((2L, true), (evidence.Get<long>("Records"), evidence.Get<bool>("IsComplete")));

        // What narrowing a rule would rest on, by the same parameters.
        Ok("$null = Grant-SecurityGroupAccess web -Port 8000-8999 -From 10.0.0.0/8");
        var unused = Assert.Single(Ok($"Find-SecurityGroupIssue web {place}"), static f => f.Text("Issue") == "UnusedRule" && f.Text("Rule")!.Contains("8000", StringComparison.Ordinal));
        Assert.Contains("(2 records) used it", unused.Text("Reason"), StringComparison.Ordinal);
        Assert.Equal(evidence.ToString(), unused.Text("FlowLogEvidence"));
    }

    [Fact]
    public void Two_places_of_flow_logs_or_a_time_that_runs_backwards_are_told()
    {
        Fails("SourceMissing", Close + " -LogGroupName a -S3Uri s3://b -WhatIf");
        Fails("InvalidEnd", Close + " -LogGroupName a -Start 2026-01-02 -End 2026-01-01 -WhatIf");
        Fails("LogGroupNotFound", Close + " -LogGroupName absent -WhatIf");
        Fails("SourceNeedsAccount", "Find-SecurityGroupIssue -Path . -LogGroupName a");
    }

    [Fact]
    public void What_another_group_lets_in_too_does_not_break()
    {
        Ok("$other = New-SecurityGroup other; $null = Grant-SecurityGroupAccess other -Port 22 -From 0.0.0.0/0 -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup web, other).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait");
        Assert.Empty(One(Close + " -WhatIf").Get<object[]>("BrokenFlow"));
    }

    [Fact]
    public void A_trusted_prefix_list_stays_as_a_reference()
    {
        // The id of a service's list is an AWS-managed one of the region.
        var list = Complete("Grant-SecurityGroupAccess web -Port 1 -FromPrefixListId ")[0];
        Ok($"$null = {Close} -AllowFrom {list}");
        Assert.Contains(list, Ok("(Get-SecurityGroup web).Rule | Where-Object Port -eq 22").Select(static r => r.Text("Source")));
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html#managed-prefix-lists-concepts
    [Fact]
    public void A_prefix_list_near_the_quota_is_counted_as_AWS_counts_it()
    {
        // 54 for the list and 3 other rules; closing port 22 adds 20-21, 23-25, and 22 for five private ranges.
        var sandbox = new SandboxGroups(One("Get-AwsOpsSession"));
        var list = sandbox.NewPrefixList("office", "IPv4", 54, "52.1.0.0/16");
        Ok($"$null = Grant-SecurityGroupAccess web -Port 443 -FromPrefixListId {list}");
        var before = Ok("(Get-SecurityGroup web).Rule.SecurityGroupRuleId").Select(static id => id.ToString());
        Assert.Contains("will count 64 inbound rules of one family", Assert.Single(Run(Close + " -WhatIf").Warnings, static text => text.Contains("quota is 60", StringComparison.Ordinal)), StringComparison.Ordinal);
        var error = Fails("RulesPerSecurityGroupLimitExceeded", Close + " -WarningAction Ignore");
        Assert.Contains($"will count 64 inbound rules of one family while old and new ones stand (a prefix list counts as many as it may have entries: 54 for {list})", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Raise the quota 'Inbound or outbound rules per security group'", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, Ok("(Get-SecurityGroup web).Rule.SecurityGroupRuleId").Select(static id => id.ToString()));

        // A smaller list leaves room, and one of IPv6 counts for IPv6.
        var small = sandbox.NewPrefixList("small", "IPv4", 5, "52.1.0.0/16");
        var six = sandbox.NewPrefixList("six", "IPv6", 58, "2600:1::/32");
        Ok($"$null = Revoke-SecurityGroupAccess web -Port 443 -FromPrefixListId {list}; $null = Grant-SecurityGroupAccess web -Port 443 -FromPrefixListId {small}, {six}");
        var closed = Run(Close);
        Assert.True(Assert.Single(closed.Output).Get<bool>("Applied"));
        Assert.Empty(closed.Warnings);
    }

    [Fact]
    public void A_bad_range_is_named_and_nothing_is_changed()
    {
        Assert.Contains("10.0.0.0/99", Fails("InvalidAllowFrom", Close + " -AllowFrom 10.0.0.0/99").ToString(), StringComparison.Ordinal);
        Fails("PrefixListNotFound", Close + " -AllowFrom pl-0123456789abcdef0");
        Assert.Single(Ok("Test-SecurityGroupExposure web -Port 22"));
    }
}
