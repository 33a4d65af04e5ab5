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
        // "Your mixed instances policy must be configured for On-Demand instances only when using warm pools."
        Ok("Set-ScalingGroup shop -InstanceType t3.small, t3.medium -OnDemandPercentage 50");
        var outcome = Run("Set-ScalingWarmPool shop, missing -PassThru");
        Assert.Equal(["ValidationError", "ScalingGroupNotFound"], outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains("Spot Instances", outcome.Errors[0].ToString(), StringComparison.Ordinal);
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
        // Minute by minute the two are compared in the sandbox's own tests, where their timings are the same.
        var peak = One("(Test-ScalingPolicy shop -CapacityPerInstance 100 -Baseline 90 -Peak 600 -RampMinutes 2 -HoldMinutes 60 -DesiredCapacity 2 -Runs 1 -TotalMinutes 92).Summary.PeakInService");
        Assert.Equal(10, peak.BaseObject);
    }

    [Fact]
    public void Instances_hibernate_and_come_back()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html
        var template = One("New-LaunchTemplate sleepy -InstanceType t3.small -Hibernation");
        Assert.True(template.Get<bool>("CanHibernate"));
        Ok("$root = (Get-SandboxEvent New-LaunchTemplate -Mutating | ForEach-Object { $_ })[-1].Parameter.LaunchTemplateData.BlockDeviceMappings");
        Assert.Equal("10", One("@($root)[0].Ebs.VolumeSize").ToString());
        Fails("InvalidInstanceType", "New-LaunchTemplate old -InstanceType m1.small -Hibernation");
        Ok("$null = New-ScalingGroup night -LaunchTemplateName sleepy -MinSize 1 -MaxSize 4 -DesiredCapacity 4 -Wait; Set-ScalingWarmPool night -State Hibernated -ReuseOnScaleIn $true; Set-ScalingGroup night -DesiredCapacity 1; Step-AwsOpsSandbox -Minutes 6");
        var group = One("Get-ScalingGroup night");
        Assert.Equal(("Hibernated", 3, true, 1), (group.Text("WarmPoolState"), group.Get<int>("WarmPoolSize"), group.Get<bool>("WarmPoolReuseOnScaleIn"), group.Get<int>("InService")));
        Assert.Equal(3, Ok("Get-ScalingActivity night").Count(static activity => activity.Text("Description")!.StartsWith("Returning EC2 instance to the warm pool", StringComparison.Ordinal)));

        // What the group has is replayed.
        var minutes = Ok("(Test-ScalingPolicy night -CapacityPerInstance 100 -TargetCpu 50 -Baseline 150 -Peak 190 -HoldMinutes 30 -Runs 1).Minutes");
        Assert.Contains(minutes, static minute => minute.Get<IReadOnlyList<string>>("Rule").Contains("WP2"));
        Assert.All(minutes, static minute => Assert.Equal(4, minute.Get<int>("Desired") + minute.Get<int>("WarmPoolSize")));
    }

    [Fact]
    public void Pools_are_rehearsed_in_each_state()
    {
        const string Surge = "-MinSize 2 -MaxSize 10 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 600 -HoldMinutes 40 -BootSeconds 300 -Runs 1";
        double Lost(string pool) => One($"(Test-ScalingPolicy {Surge} {pool}).Summary").Get<double>("RequestsLost");
        var (none, stopped, hibernated, running) = (Lost(""), Lost("-WarmPool"), Lost("-WarmPool -WarmPoolState Hibernated"), Lost("-WarmPool -WarmPoolState Running -ReuseOnScaleIn $true"));
        Assert.True(none > stopped && stopped > hibernated && hibernated > running, $"{none} > {stopped} > {hibernated} > {running}");

        // "You pay for the instances only when they are running."
        var (paid, stoppedHours) = (One($"(Test-ScalingPolicy {Surge} -WarmPool -WarmPoolState Running).Summary").Get<double>("InstanceHours"), One($"(Test-ScalingPolicy {Surge} -WarmPool).Summary").Get<double>("InstanceHours"));
        Assert.True(paid > stoppedHours + 3, $"{paid} against {stoppedHours}");
        Fails("InvalidWarmPoolState", $"Test-ScalingPolicy {Surge} -WarmPoolState Running");
        Fails("InvalidReuseOnScaleIn", $"Test-ScalingPolicy {Surge} -ReuseOnScaleIn $true");
        Fails("InvalidSettings", $"Test-ScalingPolicy {Surge} -WarmPool -Weight 2");
        Fails("InvalidSettings", $"Optimize-ScalingPolicy {Surge} -TryWarmPool -OnDemandPercentage 0");
    }

    [Fact]
    public void A_search_that_finds_a_pool_returns_what_makes_it()
    {
        var found = Ok("$found = $group | Optimize-ScalingPolicy -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 400 -MaxBreachMinutes 5 -TryWarmPool -WarmPoolState Running -ReuseOnScaleIn $true -BootSeconds 300 -MaxCandidates 60 -Runs 1 -HoldBackPercent 0 -NoSchedule -NoStep; $table = $found.WarmPoolParameter; $table.Count; $found.Best.HasWarmPool");
        Assert.Equal((bool)found[1].BaseObject ? 3 : 0, found[0].BaseObject);
        Ok("if ($table.Count) { Set-ScalingWarmPool @table; if (-not (Get-ScalingGroup shop).WarmPoolState) { throw 'no pool' }; if ($table.State -ne 'Running' -or -not $table.ReuseOnScaleIn) { throw 'not as asked' } }");
    }
}
