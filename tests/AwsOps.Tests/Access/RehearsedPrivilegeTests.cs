namespace AwsOps.Tests.Access;

/// <summary>The last proof: the runbook runs again with nothing but the policy that was written from its first run.</summary>
public sealed class RehearsedPrivilegeTests() : ModuleTest("$null = Start-AwsOpsSandbox -EnforceAccess")
{
    [Fact]
    public void A_runbook_runs_with_the_policy_written_from_its_events_and_can_do_no_more()
    {
        Ok("""
            $admin = Get-AwsOpsSession
            $role = New-AccessRole runbook -TrustedAccountId 111122223333 -PolicyArn AdministratorAccess
            $book = { param($name) $null = New-SecurityGroup $name -Description x; $null = Get-SecurityGroup $name; $null = Get-ScalingGroup; $null = New-NotificationTopic alerts -ErrorAction Ignore }
            $null = Connect-AwsOps -RoleArn $role.Arn
            & $book first
            $null = $admin | Connect-AwsOps
            """);
        var policy = One("New-LeastPrivilegePolicy runbook -OutVariable policy");
        Assert.True(policy.Get<bool>("IsProven"), string.Join('\n', policy.Get<string[]>("NotAllowedBefore").Concat(policy.Get<string[]>("Missing"))));
        Ok("$policy | Set-LeastPrivilegePolicy -Replace; $null = Connect-AwsOps -RoleArn $role.Arn; & $book second");
        Assert.Equal(System.Management.Automation.ErrorCategory.PermissionDenied, Run("Get-MetricAlarm").Errors[0].CategoryInfo.Category);
        Assert.Contains("iam:", Run("Get-AccessRole runbook").Errors[0].Exception.Message, StringComparison.Ordinal);
    }
}
