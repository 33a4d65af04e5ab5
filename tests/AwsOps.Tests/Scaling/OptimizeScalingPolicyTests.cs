using System.Management.Automation;

namespace AwsOps.Tests.Scaling;

public sealed class OptimizeScalingPolicyTests : ModuleTest
{
    // Two days of a shop: quiet nights, busy days.
    private const string Days = """
        $days = foreach ($minute in 0..(3 * 1440 - 1)) { if ($minute % 5 -eq 0) { @{ Timestamp = ([datetime]::SpecifyKind([datetime]'2026-03-02', 'Utc')).AddMinutes($minute); Value = 500 - 420 * [Math]::Cos(2 * [Math]::PI * $minute / 1440) } } }
        """;

    [Fact]
    public void Finds_cheaper_settings_and_measures_them_on_what_it_has_not_seen()
    {
        Ok(Days);
        Ok("$found = $days | Optimize-ScalingPolicy -MinSize 8 -MaxSize 30 -TargetCpu 30 -CapacityPerInstance 100 -MaxBreachMinutes 5 -MaxCandidates 150 -Runs 5 -PricePerHour 0.5");
        var found = One("$found");
        Assert.True(found.Get<bool>("IsLimitMet"));
        Assert.True(found.Get<double>("SavingPercent") > 20, found.Text("SavingPercent"));
        Assert.True(double.Parse(One("$found.Best.Cost").ToString(), System.Globalization.CultureInfo.CurrentCulture) < double.Parse(One("$found.Today.Cost").ToString(), System.Globalization.CultureInfo.CurrentCulture));
        Assert.InRange(Ok("$found.Tried").Count, 20, 150);
        var pareto = Ok("$found.Pareto");
        Assert.All(pareto.Zip(pareto.Skip(1)), static pair => Assert.True(pair.First.Get<double>("Cost") <= pair.Second.Get<double>("Cost") && pair.First.Get<double>("BreachMinutes") > pair.Second.Get<double>("BreachMinutes")));
        Assert.Equal("5", One("$found.HeldBackBest.Runs").ToString());
        Assert.Contains("(parameters)", Show("$found"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_no_candidate_keeps_is_a_warning()
    {
        var outcome = Run("Optimize-ScalingPolicy -MinSize 1 -MaxSize 2 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 50 -Peak 900 -MaxBreachMinutes 0 -MaxCandidates 10 -Runs 1 -HoldBackPercent 0");
        Assert.Empty(outcome.Errors);
        Assert.False(Assert.Single(outcome.Output).Get<bool>("IsLimitMet"));
        Assert.Contains("candidates keeps to -MaxBreachMinutes 0", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_search_finds_the_same()
    {
        const string search = "(Optimize-ScalingPolicy -MinSize 4 -MaxSize 20 -TargetCpu 40 -CapacityPerInstance 100 -Baseline 90 -Peak 900 -MaxBreachMinutes 60 -HoldBackPercent 0 -MaxCandidates 60 -Runs 2).Best.Description";
        Assert.Equal(One(search).ToString(), One(search).ToString());
    }

    [Fact]
    public void What_it_finds_can_be_splatted_into_the_cmdlets_that_make_it()
    {
        Ok(Days);
        Ok("""
            Start-AwsOpsSandbox -Region eu-west-1
            $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 8 -MaxSize 30
            $old = $group | New-ScalingPolicy -TargetCpu 30
            $found = $days | Optimize-ScalingPolicy shop -CapacityPerInstance 100 -MaxBreachMinutes 1 -MaxCandidates 120 -Runs 2
            """);
        var today = One("Get-ScalingGroup shop");
        Ok("""
            $parameters = $found.GroupParameter; Set-ScalingGroup @parameters
            $old | Remove-ScalingPolicy -Confirm:$false
            for ($i = 0; $i -lt $found.PolicyParameter.Count; $i++) {
                $policy = $found.PolicyParameter[$i]; $alarm = $found.AlarmParameter[$i]
                $made = New-ScalingPolicy @policy
                if ($alarm.Count -gt 0) { $null = $made | New-CpuAlarm @alarm }
            }
            foreach ($schedule in $found.ScheduleParameter) { $null = New-ScalingSchedule @schedule }
            """);
        Assert.Equal(8, today.Get<int>("MinSize"));
        Assert.Equal(One("$found.Best.MinSize").ToString(), One("(Get-ScalingGroup shop).MinSize").ToString());
        Assert.Equal(Ok("$found.PolicyParameter").Count, Ok("Get-ScalingPolicy shop").Count);
        Assert.Equal(Ok("$found.ScheduleParameter").Count, Ok("Get-ScalingSchedule shop").Count);
    }

    [Fact]
    public void A_step_policy_and_a_schedule_can_be_splatted_too()
    {
        // A load that jumps at eight: only a schedule is early enough; where none may be tried, a step policy is the fastest.
        Ok("$jump = foreach ($minute in 0..(3 * 1440 - 1)) { if ($minute % 5 -eq 0) { $hour = ($minute % 1440) / 60; @{ Timestamp = ([datetime]::SpecifyKind([datetime]'2026-03-02', 'Utc')).AddMinutes($minute); Value = $(if ($hour -ge 8 -and $hour -lt 20) { 900 } else { 80 }) } } }");
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 30; $null = $group | New-ScalingPolicy -TargetCpu 50");
        Ok("$fast = $jump | Optimize-ScalingPolicy shop -CapacityPerInstance 100 -MaxBreachMinutes 10 -MaxCandidates 300 -Runs 1 -TryMinimum 1, 2 -NoSchedule; $step = $fast.PolicyParameter[1]; $alarm = $fast.AlarmParameter[1]; $null = New-ScalingPolicy @step | New-CpuAlarm @alarm");
        Assert.Equal("surge-step", One("Get-ScalingPolicy shop surge-step").Text("ScalingPolicyName"));
        Assert.Single(Ok("(Get-ScalingPolicy shop surge-step).AlarmName"));
        Ok("$early = $jump | Optimize-ScalingPolicy shop -CapacityPerInstance 100 -MaxBreachMinutes 1 -MaxCandidates 200 -Runs 1 -TryMinimum 1, 2; foreach ($schedule in $early.ScheduleParameter) { $null = New-ScalingSchedule @schedule }");
        Assert.Equal(2, Ok("Get-ScalingSchedule shop").Count);
    }

    [Theory]
    [InlineData("NoTargetTracking", "Optimize-ScalingPolicy -MinSize 1 -MaxSize 9 -CapacityPerInstance 100 -Peak 100")]
    [InlineData("NoLoad", "Optimize-ScalingPolicy -MinSize 1 -MaxSize 9 -TargetCpu 50 -CapacityPerInstance 100")]
    public void Bad_input_is_said(string id, string script) => Fails(id, script);

    [Fact]
    public void A_search_can_be_stopped()
    {
        using var shell = PowerShell.Create(Runspace);
        shell.AddScript("Optimize-ScalingPolicy -MinSize 1 -MaxSize 2000 -TargetCpu 50 -CapacityPerInstance 1 -Baseline 90 -Peak 900 -TotalMinutes 500000 -MaxCandidates 100000");
        var run = shell.BeginInvoke();
        Thread.Sleep(300);
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.True(run.IsCompleted);
    }
}
