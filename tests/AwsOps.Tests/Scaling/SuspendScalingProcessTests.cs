namespace AwsOps.Tests.Scaling;

public sealed class SuspendScalingProcessTests() : CmdletTest(Shop)
{
    [Fact]
    public void Processes_are_suspended_and_resumed_once()
    {
        Assert.Equal(["autoscaling:SuspendProcesses"], ChangesOf("Suspend-ScalingProcess shop alarmnotification, ScheduledActions"));
        Assert.Empty(ChangesOf("Suspend-ScalingProcess shop AlarmNotification; $group | Suspend-ScalingProcess -Process ScheduledActions"));
        Assert.Equal(["AlarmNotification", "ScheduledActions"], One("Get-ScalingGroup shop").Get<string[]>("SuspendedProcess"));
        Assert.Contains("AlarmNotification ScheduledActions", Show("Get-ScalingGroup shop"), StringComparison.Ordinal);
        Assert.Equal("Launch", One("Suspend-ScalingProcess shop AlarmNotification, Launch; (Get-SandboxEvent Suspend-ScalingProcess -Mutating)[-1].Parameter.ScalingProcesses").ToString());
        Assert.Equal(["autoscaling:ResumeProcesses"], ChangesOf("Resume-ScalingProcess shop AlarmNotification"));
        Assert.Empty(ChangesOf("Resume-ScalingProcess shop AlarmNotification"));
        Assert.Empty(One("Resume-ScalingProcess shop -PassThru").Get<string[]>("SuspendedProcess"));
        Assert.Empty(ChangesOf("Resume-ScalingProcess shop"));
        Assert.Equal(9, One("Get-ScalingGroup | Suspend-ScalingProcess -Process All -PassThru").Get<string[]>("SuspendedProcess").Length);
    }

    [Fact]
    public void The_trap_of_rebalancing_is_told()
    {
        Assert.Contains("10 % above its maximum of 10", Assert.Single(Run("Suspend-ScalingProcess shop Terminate").Warnings), StringComparison.Ordinal);
        Assert.Empty(Run("Suspend-ScalingProcess shop AZRebalance").Warnings);
        Assert.Contains("still suspended", Assert.Single(Run("Resume-ScalingProcess shop AZRebalance").Warnings), StringComparison.Ordinal);
        Assert.Empty(Run("Resume-ScalingProcess shop; Suspend-ScalingProcess shop Launch, Terminate").Warnings);
        Assert.Empty(Run("Resume-ScalingProcess shop; Suspend-ScalingProcess shop Terminate -WhatIf").Warnings);
    }

    [Fact]
    public void Completion_bad_names_and_groups_that_are_missing()
    {
        Assert.Equal(["AddToLoadBalancer", "AlarmNotification", "All", "AZRebalance"], Complete("Suspend-ScalingProcess shop A").Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["shop"], Complete("Resume-ScalingProcess s"));
        Assert.Equal("ParameterArgumentValidationError", Assert.Single(Run("Suspend-ScalingProcess shop Sleep").Errors).FullyQualifiedErrorId.Split(',')[0]);
        var outcome = Run("Suspend-ScalingProcess missing, shop Launch -PassThru");
        Assert.Equal("ScalingGroupNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Single(outcome.Output);
        Assert.Contains("Suspend Terminate, beside Launch that are suspended", Show("Suspend-ScalingProcess shop Terminate -WhatIf"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_says_that_a_process_is_suspended()
    {
        Ok("""
            $null = $group | New-ScalingPolicy -TargetCpu 50
            Suspend-ScalingProcess shop AlarmNotification
            $null = $group | Set-SandboxLoad -RequestsPerSecond 500 -CapacityPerInstance 100
            Step-AwsOpsSandbox -Minutes 30
            """);
        var held = Ok("Get-ScalingDecision shop -Outcome Held");
        Assert.Contains(held, static decision => decision.Text("Reason") == "Suspended" && decision.Text("Explanation")!.Contains("suspended", StringComparison.Ordinal));
        Assert.Equal(2, One("Get-ScalingGroup shop").Get<int>("DesiredCapacity"));
        Ok("Resume-ScalingProcess shop; Step-AwsOpsSandbox -Minutes 10");
        Assert.True(One("Get-ScalingGroup shop").Get<int>("DesiredCapacity") > 2);
        Assert.Contains(Ok("Get-ScalingDecision shop -From (Get-AwsOpsSandbox).Now.AddMinutes(-10)"), static decision => decision.Text("Outcome") == "ScaledOut");
    }
}
