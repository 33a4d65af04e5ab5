namespace AwsOps.Tests.Access;

public sealed class UserAndGroupTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1")
{
    private const string Read = """'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'""";

    [Fact]
    public void Users_come_from_the_pipeline_with_groups_and_policies()
    {
        Ok($"$null = New-AccessGroup developers; Set-AccessPolicy shop -Path /team/ -Document {Read}");
        var users = Ok("'anna', 'ben' | New-AccessUser -GroupName developers -PolicyArn shop, AmazonSSMManagedInstanceCore -Path /staff/ -Tag @{ team = 'web' }");
        Assert.Equal(["anna", "ben"], users.Select(static user => user.Text("UserName")));
        var anna = One("Get-AccessUser anna");
        Assert.Equal("arn:aws:iam::111122223333:user/staff/anna", anna.Text("Arn"));
        Assert.Equal(["developers"], anna.Get<string[]>("Group"));
        Assert.Contains("arn:aws:iam::111122223333:policy/team/shop", anna.Get<string[]>("PolicyArn"));
        Assert.Equal("web", One("(Get-AccessUser anna).Tag.team").ToString());
        Assert.Equal(["anna", "ben"], One("Get-AccessGroup developers").Get<string[]>("Member"));
    }

    [Theory]
    [InlineData("New-AccessUser 'jörg'")]
    [InlineData("New-AccessGroup 'entwickler-süd'")]
    [InlineData("New-AccessRole 'läden' -Service ec2.amazonaws.com")]
    public void Names_are_of_ASCII_letters(string script)
    {
        // "upper and lowercase alphanumeric characters with no spaces" and _+=,.@-:
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
        Fails("ParameterArgumentValidationError", script);
        Assert.DoesNotContain(Ok("Get-SandboxEvent"), static call => call.Get<string>("EventName").StartsWith("Create", StringComparison.Ordinal));
    }

    [Fact]
    public void All_users_and_groups_cost_a_call_per_page_and_show_what_those_named_show()
    {
        Ok($"$null = New-AccessGroup developers -Policy @{{ read = {Read} }}; $null = New-AccessUser anna, ben, carl, dora -GroupName developers -Policy @{{ read = {Read} }}");
        var before = Ok("Get-SandboxEvent").Count;
        var all = Ok("Get-AccessUser; Get-AccessGroup");
        Assert.Equal(3, Ok("Get-SandboxEvent").Count - before);
        var named = Ok("Get-AccessUser anna, ben, carl, dora; Get-AccessGroup developers");
        Assert.Equal(Describe(named), Describe(all));

        static IEnumerable<string> Describe(IEnumerable<System.Management.Automation.PSObject> items) => items.Select(static item =>
            $"{item.Text("Arn")} {string.Join('+', item.Get<string[]>("InlinePolicyName"))} {string.Join('+', item.Properties["Group"] is null ? item.Get<string[]>("Member") : item.Get<string[]>("Group"))} {item.Text("CreatedTime")}");
    }

    [Fact]
    public void A_user_with_a_missing_group_or_policy_is_not_begun()
    {
        Fails("GroupNotFound", "New-AccessUser anna -GroupName nobody");
        Fails("InvalidPolicyArn", "New-AccessUser anna -PolicyArn nothing");
        Fails("InvalidPermissionsBoundary", "New-AccessUser anna -PermissionsBoundary nothing");
        Assert.Contains("line 1, column 2", Fails("InvalidPolicy", "New-AccessUser anna -Policy @{ a = '{]' }").Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Ok("Get-AccessUser"));
    }

    [Fact]
    public void A_failure_midway_removes_what_was_made()
    {
        Ok("$null = New-AccessGroup developers; Add-SandboxFault AccessDenied -Operation AddUserToGroup");
        var error = Fails("AccessDenied", $"New-AccessUser anna -GroupName developers -Policy @{{ read = {Read} }}");
        Assert.Contains("user anna", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Ok("Get-AccessUser"));
    }

    [Theory]
    [InlineData("UserExists", "New-AccessUser anna")]
    [InlineData("GroupExists", "New-AccessGroup developers")]
    [InlineData("UserNotFound", "Get-AccessUser nobody")]
    [InlineData("UserNotFound", "Remove-AccessUser nobody -Confirm:$false")]
    [InlineData("UserNotFound", "Add-AccessGroupMember developers nobody")]
    [InlineData("GroupNotFound", "Get-AccessGroup nobody")]
    [InlineData("GroupNotFound", "Remove-AccessGroup nobody")]
    [InlineData("GroupNotFound", "Add-AccessGroupMember nobody anna")]
    [InlineData("MemberNotFound", "Remove-AccessGroupMember developers anna")]
    [InlineData("ParameterArgumentValidationError", "New-AccessUser 'a b'")]
    [InlineData("ParameterArgumentValidationError", "New-AccessGroup 'a/b'")]
    public void Bad_input_and_missing_things_are_named(string id, string script)
    {
        Ok("$null = New-AccessGroup developers; $null = New-AccessUser anna");
        Fails(id, script);
    }

    [Fact]
    public void One_missing_name_does_not_hinder_the_others()
    {
        Ok("$null = New-AccessUser anna, ben");
        var outcome = Run("Get-AccessUser anna, nobody, ben");
        Assert.Equal(2, outcome.Output.Count);
        Assert.Equal("UserNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void Membership_is_declarative()
    {
        Ok("$null = New-AccessGroup developers; $null = New-AccessUser anna; Add-AccessGroupMember developers anna");
        var before = Mutations();
        var outcome = Run("Add-AccessGroupMember developers anna -Verbose");
        Assert.Equal(before, Mutations());
        Assert.Contains(outcome.Verbose, static text => text.Contains("already", StringComparison.Ordinal));
    }

    [Fact]
    public void Removing_a_user_takes_what_hangs_on_it_in_the_order_of_the_guide_and_says_so_first()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html: password, keys, MFA device, policies, groups, user.
        Ok($"$null = New-AccessGroup developers; {Password} $null = New-AccessUser anna -GroupName developers -PolicyArn AmazonSSMManagedInstanceCore -Policy @{{ read = {Read} }} -Password $password; $null = New-AccessKey anna; New-MfaDevice anna | Enable-MfaDevice");
        var said = Show("Remove-AccessUser anna -WhatIf");
        var steps = new[] { "Remove the console password", "Remove access key AKIA", "Deactivate MFA device", "Remove MFA device", "Remove inline policy read", "Detach arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", "Take out of group developers", "\"Remove\"" };
        var places = steps.Select(step => said.IndexOf(step, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Ok("Remove-AccessUser anna -Confirm:$false");
        Assert.Empty(Ok("Get-AccessUser; Get-MfaDevice; Get-AccessKey"));
    }

    [Fact]
    public void A_failure_while_removing_says_what_is_gone()
    {
        Ok("$null = New-AccessUser anna; $null = New-AccessKey anna; Add-SandboxFault AccessDenied -Operation DeleteUser");
        var error = Fails("AccessDenied", "Remove-AccessUser anna -Confirm:$false");
        Assert.Contains("Done before that, and still so: \"Remove access key AKIA", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_with_members_goes_only_by_force()
    {
        Ok("$null = New-AccessGroup developers; $null = New-AccessUser anna -GroupName developers");
        Assert.Contains("anna", Fails("GroupInUse", "Remove-AccessGroup developers").Exception.Message, StringComparison.Ordinal);
        Ok("Remove-AccessGroup developers -Force");
        Assert.Empty(One("Get-AccessUser anna").Get<string[]>("Group"));
    }

    [Fact]
    public void Names_complete()
    {
        Ok($"$null = New-AccessGroup developers, operators; $null = New-AccessUser anna; Set-AccessPolicy shop-read -Document {Read}");
        Assert.Equal(["anna"], Complete("Remove-AccessUser a"));
        Assert.Equal(["developers"], Complete("Get-AccessGroup dev"));
        Assert.Equal(["shop-read"], Complete("New-AccessUser x -PolicyArn shop"));
        Assert.Contains("ReadOnlyAccess", Complete("New-AccessUser x -PolicyArn Read"));
    }

    [Fact]
    public void Views_show_groups_and_policies()
    {
        Ok($"$null = New-AccessGroup developers; $null = New-AccessUser anna -GroupName developers -Policy @{{ read = {Read} }}");
        Assert.Equal(
            """
            UserName                 Groups                         Policies Boundary             Password used Created (UTC)
            --------                 ------                         -------- --------             ------------- -------------
            anna                     developers                            1                                    2026-01-05 08:00:00
            """.ReplaceLineEndings("\n"),
            Show("Get-AccessUser"));
        Assert.Equal(
            """
            GroupName                    Members                                      Policies Created (UTC)
            ---------                    -------                                      -------- -------------
            developers                   anna                                                0 2026-01-05 08:00:00
            """.ReplaceLineEndings("\n"),
            Show("Get-AccessGroup"));
    }

    private static string Password => "$password = [securestring]::new(); 'correct-Horse-7'.ToCharArray() | ForEach-Object { $password.AppendChar($_) };";

    private int Mutations() => Ok("Get-SandboxEvent | Where-Object ReadOnly -eq $false").Count;
}
