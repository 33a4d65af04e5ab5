namespace AwsOps.Tests.Session;

/// <summary>A runbook rehearsed with the rights of a role or user.</summary>
public sealed class EnforcementTests() : ModuleTest("$null = Start-AwsOpsSandbox -EnforceAccess")
{
    private const string Role = "$admin = Get-AwsOpsSession; $role = New-AccessRole runbook -Service ssm.amazonaws.com -PolicyArn arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess; $null = Connect-AwsOps -RoleArn $role.Arn;";

    [Fact]
    public void The_administrator_may_do_everything() => Ok("New-SecurityGroup web -Description web");

    [Fact]
    public void A_role_may_do_what_its_policies_allow()
    {
        Assert.Contains(":assumed-role/runbook/", One(Role + "Get-AwsOpsSession").Text("Arn"), StringComparison.Ordinal);
        Ok("Get-SecurityGroup");
        var error = Run("New-SecurityGroup web -Description web").Errors[0];
        Assert.Contains("ec2:CreateSecurityGroup", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Ok("$null = $admin | Connect-AwsOps; New-SecurityGroup web -Description web");
    }

    [Fact]
    public void A_deny_is_told_from_a_missing_allow()
    {
        Ok("""
            $null = New-AccessRole closed -TrustedAccountId 111122223333 -Policy @{ p = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"},{"Sid":"Keep","Effect":"Deny","Action":"ec2:CreateSecurityGroup","Resource":"*"}]}' }
            $null = Connect-AwsOps -RoleArn arn:aws:iam::111122223333:role/closed
            """);
        var error = Run("New-SecurityGroup web -Description web").Errors[0];
        Assert.Contains("inline policy p of role closed (statement 'Keep', line 1, column 89)", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("no Allow outweighs it", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trail_says_what_decided()
    {
        Ok(Role);
        Run("New-SecurityGroup web -Description web");
        var call = Assert.Single(Ok("Get-SandboxEvent -Mutating"), static call => call.Text("EventName") == "CreateSecurityGroup");
        Assert.Contains("No identity-based policy allows it", call.Text("DeniedBy"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_session_outlives_its_credentials()
    {
        Ok(Role + "Step-AwsOpsSandbox -Minutes 300");
        Ok("Get-SecurityGroup");
    }

    [Fact]
    public void A_key_of_the_sandbox_is_its_users()
    {
        Ok("$null = New-AccessUser ana; $key = New-AccessKey ana; $null = Connect-AwsOps -AccessKeyId $key.AccessKeyId -SecretAccessKey $key.SecretAccessKey");
        Assert.EndsWith(":user/ana", One("Get-AwsOpsSession").Text("Arn"), StringComparison.Ordinal);
        Assert.Contains("ec2:DescribeSecurityGroups", Run("Get-SecurityGroup").Errors[0].Exception.Message, StringComparison.Ordinal);
    }
}
