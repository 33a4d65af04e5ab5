namespace AwsOps.Tests.Access;

/// <summary>New-, Get-, Remove-AccessRole.</summary>
public sealed class AccessRoleTests : CmdletTest
{
    [Fact]
    public void A_role_for_instances_brings_its_profile_and_binds_to_a_template()
    {
        var role = One("New-AccessRole worker -PolicyArn AmazonSSMManagedInstanceCore -Description 'For the shop'");
        Assert.Equal(("worker", "worker", "ec2.amazonaws.com", "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"), (role.Text("RoleName"), role.Text("InstanceProfileName"), Assert.Single(role.Get<string[]>("TrustedPrincipal")), Assert.Single(role.Get<string[]>("PolicyArn"))));
        Assert.Equal("worker", One("Get-AccessRole worker | New-LaunchTemplate shop -InstanceType t3.small").Text("InstanceProfileName"));
        Assert.Null(One("New-AccessRole plain -NoInstanceProfile").Text("InstanceProfileName"));
    }

    [Fact]
    public void Removing_takes_all_that_hangs_on_it()
    {
        Ok("$null = New-AccessRole worker -PolicyArn ReadOnlyAccess; Remove-AccessRole worker");
        Assert.Empty(Ok("Get-AccessRole"));
        Ok("$null = New-AccessRole worker");
    }

    [Fact]
    public void WhatIf_says_each_step()
    {
        Ok("$null = New-AccessRole worker -PolicyArn ReadOnlyAccess");
        var text = Show("Remove-AccessRole worker -WhatIf").ReplaceLineEndings(" ");
        Assert.Contains("Take out of instance profile worker", text, StringComparison.Ordinal);
        Assert.Contains("ReadOnlyAccess", text, StringComparison.Ordinal);
        Assert.Contains("Create, to be taken by ec2.amazonaws.com", Show("New-AccessRole other -WhatIf").ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input()
    {
        const string misspelt = """{"Version":"2012-10-17","Statement":[{"Effect":"Alow","Action":"*","Resource":"*"}]}""";
        Ok("$null = New-AccessRole worker");
        Refuses(
            ("New-AccessRole 'a b'", "ParameterArgumentValidationError", ["-RoleName 'a b'", "letters"]),
            ("New-AccessRole worker", "RoleExists", ["'worker'", "another name"]),
            ("New-AccessRole new -Service web", "ParameterArgumentValidationError", ["-Service 'web'", "ec2.amazonaws.com"]),
            ("New-AccessRole new -TrustedAccountId 12", "ParameterArgumentValidationError", ["-TrustedAccountId '12'", "12 digits"]),
            ("New-AccessRole new -PolicyArn NoSuchPolicy", "InvalidPolicyArn", ["'NoSuchPolicy'"]),
            ("New-AccessRole new -PolicyArn arn:aws:iam::aws:policy/NoSuchPolicy", "InvalidPolicyArn", ["NoSuchPolicy"]),
            ("New-AccessRole new -PermissionsBoundary arn:aws:iam::aws:policy/NoSuchPolicy", "InvalidPermissionsBoundary", ["NoSuchPolicy"]),
            ($"New-AccessRole new -Policy @{{ read = '{misspelt}' }}", "InvalidPolicy", ["read", "column", "'Alow'", "Allow"]),
            ("New-AccessRole new -TrustPolicy '{ nothing'", "InvalidTrustPolicy", ["line 1"]),
            ($"New-AccessRole new -TrustPolicy '{misspelt}'", "InvalidTrustPolicy", ["'Alow'"]));
        var error = Fails("RoleNotFound", "Get-AccessRole 'no such role'");
        Assert.Equal(System.Management.Automation.ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
    }
}
