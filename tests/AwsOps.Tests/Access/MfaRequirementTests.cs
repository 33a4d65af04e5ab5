namespace AwsOps.Tests.Access;

public sealed class MfaRequirementTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $null = New-AccessGroup people -PolicyArn ReadOnlyAccess; $null = New-AccessUser anna -GroupName people -Path /staff/; $null = New-AccessUser ben")
{
    [Fact]
    public void The_policy_is_made_and_attached_once()
    {
        var policy = One("Enable-MfaRequirement -GroupName people -UserName ben -PassThru");
        Assert.Equal(["User ben", "Group people"], policy.Get<object[]>("AttachedTo").Select(static holder => holder.ToString()));
        var before = Mutations();
        Ok("Enable-MfaRequirement -GroupName people -UserName ben");
        Assert.Equal(before, Mutations());
    }

    [Fact]
    public void WhatIf_says_what_and_where_and_changes_nothing()
    {
        var before = Mutations();
        var said = Show("Get-AccessGroup people | Enable-MfaRequirement -WhatIf");
        Assert.Contains("NotAction iam:EnableMFADevice", said, StringComparison.Ordinal);
        Assert.Contains("Group people", said, StringComparison.Ordinal);
        Assert.Equal(before, Mutations());
    }

    [Fact]
    public void An_older_policy_of_the_name_is_brought_up_to_date_and_kept_as_a_version()
    {
        Ok("""Set-AccessPolicy RequireMfa -Document '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}}'""");
        Assert.Equal("v2", One("Enable-MfaRequirement people -PassThru").Text("VersionId"));
    }

    [Fact]
    public void A_user_who_could_not_set_up_MFA_is_named_and_nothing_is_changed()
    {
        Ok("""Set-AccessPolicy limit -Document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'; $null = New-AccessUser carl -GroupName people -PermissionsBoundary limit""");
        var before = Mutations();
        var error = Fails("SetUpBlocked", "Enable-MfaRequirement people");
        Assert.Contains("carl: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Mutations());
        Assert.Contains("carl", Assert.Single(Run("Enable-MfaRequirement people -Force").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Users_with_keys_are_warned_of()
    {
        Ok("$null = New-AccessKey anna");
        Assert.Contains("anna", Assert.Single(Run("Enable-MfaRequirement people").Warnings), StringComparison.Ordinal);
        Ok("Get-AccessKey anna | Set-AccessKey -Status Inactive");
        Assert.Empty(Run("Enable-MfaRequirement people").Warnings);
    }

    [Fact]
    public void With_it_a_user_without_MFA_can_set_it_up_and_do_nothing_else()
    {
        Ok("Enable-MfaRequirement people");
        Assert.True(May("iam:EnableMFADevice", "arn:aws:iam::111122223333:user/staff/anna", false));
        Assert.False(May("iam:EnableMFADevice", "arn:aws:iam::111122223333:user/ben", false));
        Assert.False(May("iam:DeactivateMFADevice", "arn:aws:iam::111122223333:user/staff/anna", false));
        Assert.False(May("ec2:DescribeInstances", "*", false));
        Assert.True(May("ec2:DescribeInstances", "*", true));
        Assert.True(May("iam:DeactivateMFADevice", "arn:aws:iam::111122223333:user/staff/anna", true));

        bool May(string action, string resource, bool mfa) => One($"Test-Access anna -Action {action} -Resource {resource} -ContextIsComplete -Context @{{ 'aws:MultiFactorAuthPresent' = '{(mfa ? "true" : "false")}' }}").Get<bool>("IsAllowed");
    }

    [Theory]
    [InlineData("GroupNotFound", "Enable-MfaRequirement nobody")]
    [InlineData("UserNotFound", "Enable-MfaRequirement -UserName nobody")]
    [InlineData("NobodyNamed", "Enable-MfaRequirement")]
    [InlineData("ParameterArgumentValidationError", "Enable-MfaRequirement -UserName '<root_account>'")]
    public void Bad_input_is_named(string id, string script) => Fails(id, script);

    private int Mutations() => Ok("Get-SandboxEvent | Where-Object ReadOnly -eq $false").Count;
}
