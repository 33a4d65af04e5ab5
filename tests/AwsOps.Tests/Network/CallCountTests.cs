namespace AwsOps.Tests.Network;

/// <summary>The calls that an analysis makes: some for each region and page, and none for each group or instance.</summary>
public sealed class CallCountTests : ModuleTest
{
    [Fact]
    public void More_groups_and_instances_cost_no_more_calls()
    {
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $web = New-SecurityGroup web; $null = Grant-SecurityGroupAccess web -Port 22 -From 0.0.0.0/0 -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId $web.SecurityGroupId");
        Ok("$null = New-ScalingGroup shop -LaunchTemplateName shop -MinSize 1 -MaxSize 20 -Wait");
        string[] questions = ["Test-SecurityGroupExposure", "Test-SecurityGroupExposure -Effective", "Get-SecurityGroup | Test-SecurityGroupExposure -Effective", "Test-NetworkPath internet $web.SecurityGroupId -Port 22", "Find-SecurityGroupIssue", "Get-NetworkAcl"];
        var before = questions.Select(Calls).ToList();
        Ok("foreach ($n in 1..15) { $null = New-SecurityGroup \"g$n\"; $null = Grant-SecurityGroupAccess \"g$n\" -Port 22 -From 0.0.0.0/0 -WarningAction Ignore; $null = New-NetworkAcl }; $null = Set-ScalingGroup shop -DesiredCapacity 10; Step-AwsOpsSandbox -Minutes 10");
        Assert.Equal(before, questions.Select(Calls));
        Assert.InRange(before[1], 10, 25);
    }

    private int Calls(string script)
    {
        var before = Ok("Get-SandboxEvent").Count;
        Ok($"$null = {script}");
        return Ok("Get-SandboxEvent").Count - before;
    }
}
