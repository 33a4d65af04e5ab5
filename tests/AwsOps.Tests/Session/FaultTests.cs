namespace AwsOps.Tests.Session;

/// <summary>Add-, Remove-SandboxFault: which calls are struck.</summary>
public sealed class FaultTests : CmdletTest
{
    [Fact]
    public void After_so_many_changes_and_so_often()
    {
        Ok("Add-SandboxFault AccessDenied -Service ec2 -Mutating -After 1 -Count 1");
        Ok("$null = New-SecurityGroup one");
        Assert.Single(Run("New-SecurityGroup two").Errors);
        Ok("$null = New-SecurityGroup two");
    }

    [Fact]
    public void One_fault_ends_and_the_other_stays()
    {
        Ok("$first = Add-SandboxFault AccessDenied -Operation DescribeAutoScalingGroups -PassThru; $null = Add-SandboxFault AccessDenied -Operation DescribeLaunchTemplates -PassThru; $first | Remove-SandboxFault");
        Ok("Get-ScalingGroup");
        var error = Assert.Single(Run("Get-LaunchTemplate").Errors);
        Assert.Equal(System.Management.Automation.ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Ok("Remove-SandboxFault; Get-LaunchTemplate");
    }

    [Fact]
    public void Throttling_is_retried()
    {
        Ok("Add-SandboxFault Throttle -Operation DescribeLaunchTemplates -Count 2");
        Ok("Get-LaunchTemplate");
        Assert.Equal(3, Ok("Get-SandboxEvent Get-LaunchTemplate").Count);
    }
}
