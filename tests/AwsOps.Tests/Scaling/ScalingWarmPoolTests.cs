namespace AwsOps.Tests.Scaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html</summary>
public sealed class ScalingWarmPoolTests() : CmdletTest(Shop)
{
    [Fact]
    public void A_pool_is_made_set_and_removed()
    {
        Assert.Null(One("Get-ScalingGroup shop").Text("WarmPoolState"));
        Assert.Equal(["autoscaling:PutWarmPool"], ChangesOf("Set-ScalingWarmPool shop"));
        foreach (var settings in new[] { "-State Running", "-MinSize 1", "-MaxPreparedCapacity 5", "-MaxPreparedCapacity -1", "-State Stopped -MaxPreparedCapacity 6" })
        {
            Assert.True(ChangesOf($"Set-ScalingWarmPool shop {settings}").Count == 1, settings);
            Assert.True(ChangesOf($"Get-ScalingGroup | Set-ScalingWarmPool {settings}; Set-ScalingWarmPool shop").Count == 0, settings + ", again");
        }

        Ok("Step-AwsOpsSandbox -Minutes 10");
        var group = One("Get-ScalingGroup shop");
        // "The size of the warm pool is calculated as the difference between the maximum prepared capacity and the desired capacity."
        Assert.Equal(("Stopped", 4, 1, 6), (group.Text("WarmPoolState"), group.Get<int>("WarmPoolSize"), group.Get<int>("WarmPoolMinSize"), group.Get<int>("WarmPoolMaxPreparedCapacity")));
        Assert.Contains("state from Stopped to Running", Show("Set-ScalingWarmPool shop -State Running -WhatIf"), StringComparison.Ordinal);
        Assert.Contains("terminate its 4 instance(s)", Show("Remove-ScalingWarmPool shop -WhatIf"), StringComparison.Ordinal);
        Assert.Equal(["autoscaling:DeleteWarmPool"], ChangesOf("Remove-ScalingWarmPool shop"));
        Ok("Step-AwsOpsSandbox -Minutes 10");
        Fails("WarmPoolNotFound", "Remove-ScalingWarmPool shop");
        Assert.Equal(2, One("Get-ScalingGroup shop").Get<int>("InService"));
    }

    [Fact]
    public void A_pool_that_is_being_removed_is_not_removed_again()
    {
        Ok("Set-ScalingWarmPool shop -State Running -MaxPreparedCapacity 6; Step-AwsOpsSandbox -Minutes 10; Remove-ScalingWarmPool shop");
        Assert.Equal("PendingDelete", One("Get-ScalingGroup shop").Text("WarmPoolStatus"));
        Assert.Empty(ChangesOf("Remove-ScalingWarmPool shop -WarningAction Ignore"));
        Assert.Contains("being removed already: 4 instance(s) are left", Assert.Single(Run("Remove-ScalingWarmPool shop").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_possible_is_told_and_changes_nothing()
    {
        // "You cannot add a warm pool to Auto Scaling groups that have a mixed instances policy or that launch Spot Instances."
        Ok("Set-ScalingGroup shop -InstanceType t3.small, t3.medium");
        var outcome = Run("Set-ScalingWarmPool shop, missing -PassThru");
        Assert.Equal(["ValidationError", "ScalingGroupNotFound"], outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains("mixed instances policy", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Null(One("Get-ScalingGroup shop").Text("WarmPoolState"));
    }

    [Fact]
    public void The_sandbox_with_a_pool_serves_a_surge_sooner_as_the_replay_says()
    {
        const string Surge = "-Curve @{ Minutes = 0; RequestsPerSecond = 90 }, @{ Minutes = 30; RequestsPerSecond = 90 }, @{ Minutes = 32; RequestsPerSecond = 600 }, @{ Minutes = 90; RequestsPerSecond = 600 } -CapacityPerInstance 100";
        Ok($"$null = $group | New-ScalingPolicy -TargetCpu 50; Set-ScalingWarmPool shop; Step-AwsOpsSandbox -Minutes 15; $null = $group | Set-SandboxLoad {Surge}; Step-AwsOpsSandbox -Minutes 90");
        Assert.Contains(Ok("Get-ScalingActivity shop"), static activity => activity.Text("Description")!.Contains("from warm pool", StringComparison.Ordinal));
        var group = One("Get-ScalingGroup shop");
        Assert.Equal(10, group.Get<int>("InService"));
        Assert.Equal(0, group.Get<int>("WarmPoolSize"));
        var replay = One("Test-ScalingPolicy shop -CapacityPerInstance 100 -Baseline 90 -Peak 600 -RampMinutes 2 -HoldMinutes 60 -DesiredCapacity 2 -Runs 1 -TotalMinutes 92");
        Assert.Equal(10, replay.Get<object[]>("Minutes").Length > 0 ? One("(Test-ScalingPolicy shop -CapacityPerInstance 100 -Baseline 90 -Peak 600 -RampMinutes 2 -HoldMinutes 60 -DesiredCapacity 2 -Runs 1 -TotalMinutes 92).Summary.PeakInService").BaseObject : 0);
    }

    [Fact]
    public void A_search_that_finds_a_pool_returns_what_makes_it()
    {
        var found = Ok("$found = $group | Optimize-ScalingPolicy -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 400 -MaxBreachMinutes 5 -TryWarmPool -BootSeconds 300 -MaxCandidates 60 -Runs 1 -HoldBackPercent 0 -NoSchedule -NoStep; $table = $found.WarmPoolParameter; $table.Count; $found.Best.HasWarmPool");
        Assert.Equal((bool)found[1].BaseObject ? 1 : 0, found[0].BaseObject);
        Ok("if ($table.Count) { Set-ScalingWarmPool @table; if (-not (Get-ScalingGroup shop).WarmPoolState) { throw 'no pool' } }");
    }
}
