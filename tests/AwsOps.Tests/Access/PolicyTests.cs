namespace AwsOps.Tests.Access;

public sealed class PolicyTests() : ModuleTest($"Start-AwsOpsSandbox -Region eu-west-1; $read = {Read}; $write = {Write}")
{
    private const string Read = """'{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"}]}'""";
    private const string Write = """'{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::shop/*"},{"Sid":"List","Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::shop"}]}'""";

    [Fact]
    public void A_policy_is_made_once_and_versioned_when_it_changes()
    {
        Ok("Set-AccessPolicy shop -Document $read");
        var before = Mutations();
        Ok("Set-AccessPolicy shop -Document $read; Set-AccessPolicy shop -Document ($read.Replace('\"s3:GetObject\"', '[\"S3:getobject\"]'))");
        Assert.Equal(before, Mutations());
        Ok("Set-AccessPolicy shop -Document $write");
        var policy = One("Get-AccessPolicy shop");
        Assert.Equal("v2", policy.Text("VersionId"));
        Assert.Equal(["v2", "v1"], policy.Get<string[]>("Version"));
        Assert.Contains("s3:PutObject", policy.Text("Document"), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_tells_the_difference_statement_by_statement_and_Verbose_does_not()
    {
        Ok("Set-AccessPolicy shop -Document $read; $null = New-AccessRole web -Policy @{ shop = $read }");
        foreach (var command in new[] { "Set-AccessPolicy shop -Document $write", "Set-AccessPolicy shop -Document $write -RoleName web" })
        {
            var said = Show(command + " -WhatIf");
            Assert.Contains("statement 'Read': + Action s3:PutObject", said, StringComparison.Ordinal);
            Assert.Contains("new statement 'List': Effect Allow; Action s3:ListBucket; Resource arn:aws:s3:::shop", said, StringComparison.Ordinal);
            var outcome = Run(command + " -Verbose");
            Assert.Contains(outcome.Verbose, static text => text.Contains("1 new, 1 changed, 0 removed statements", StringComparison.Ordinal));
            Assert.DoesNotContain(outcome.Verbose.Concat(outcome.Debug).Concat(outcome.Warnings), static text => text.Contains("s3:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_sixth_version_needs_force_and_takes_the_oldest_that_is_not_in_use()
    {
        // "A managed policy can have up to 5 versions": https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
        Ok("Set-AccessPolicy shop -Document $read; 1..4 | ForEach-Object { Step-AwsOpsSandbox -Minutes 1; Set-AccessPolicy shop -Document ($read.Replace('shop', \"shop$_\")) }");
        var error = Fails("TooManyVersions", "Set-AccessPolicy shop -Document $write");
        Assert.Contains("v1", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Ok("Set-AccessPolicy shop -Document $write -Force");
        Assert.Equal(["v6", "v5", "v4", "v3", "v2"], One("Get-AccessPolicy shop").Get<string[]>("Version"));
    }

    [Theory]
    [InlineData("'{\"Version\":\"2012-10-17\",'", "line 1, column 25")]
    [InlineData("\"{`n  \"\"Version\"\": \"\"2012-10-17\"\",`n  \"\"Statement\"\": [{ \"\"Effect\"\": \"\"allow\"\", \"\"Action\"\": \"\"s3:*\"\", \"\"Resource\"\": \"\"*\"\" }] }\"", "line 3, column")]
    [InlineData("'{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}'", "line 1, column")]
    public void What_AWS_would_refuse_is_an_error_with_its_place_before_any_call(string document, string place)
    {
        var before = Ok("Get-SandboxEvent").Count;
        Assert.Contains(place, Fails("InvalidDocument", $"Set-AccessPolicy shop -Document {document}").Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Ok("Get-SandboxEvent").Count);
    }

    [Fact]
    public void A_document_that_is_too_long_for_its_place_is_refused()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: 2,048 for users, 6,144 for managed policies.
        Ok("$null = New-AccessUser anna; $long = $read.Replace('shop', 'x' * 2100)");
        Fails("PolicyTooLong", "Set-AccessPolicy shop -Document $long -UserName anna");
        Ok("Set-AccessPolicy shop -Document $long");
        Fails("PolicyTooLong", "Set-AccessPolicy shop -Document $read.Replace('shop', 'x' * 6200)");
    }

    [Fact]
    public void What_is_dangerous_is_a_warning()
    {
        var outcome = Run("""Set-AccessPolicy all -Document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'""");
        Assert.Empty(outcome.Errors);
        Assert.NotEmpty(outcome.Warnings);
    }

    [Fact]
    public void Attaching_and_detaching_work_on_users_groups_and_roles()
    {
        Ok("Set-AccessPolicy shop -Document $read; $null = New-AccessRole web; $null = New-AccessGroup developers; $null = New-AccessUser anna");
        Ok("Set-AccessPolicy -PolicyArn shop -UserName anna -GroupName developers; Get-AccessRole web | Set-AccessPolicy -PolicyArn shop");
        Assert.Equal(["User anna", "Group developers", "Role web"], Ok("(Get-AccessPolicy shop).AttachedTo").Select(static holder => holder.ToString()));
        Ok("Remove-AccessPolicy -PolicyArn shop -UserName anna -Confirm:$false");
        Fails("AttachmentNotFound", "Remove-AccessPolicy -PolicyArn shop -UserName anna -Confirm:$false");
        Assert.Contains("Group developers, Role web", Fails("PolicyInUse", "Remove-AccessPolicy shop -Confirm:$false").Exception.Message, StringComparison.Ordinal);
        Ok("Remove-AccessPolicy shop -Force -Confirm:$false");
        Fails("PolicyNotFound", "Get-AccessPolicy shop");
    }

    [Fact]
    public void A_boundary_is_never_removed()
    {
        Ok("Set-AccessPolicy limit -Document $read; $null = New-AccessUser anna -PermissionsBoundary limit");
        Assert.Contains("User anna", Fails("PolicyBounds", "Remove-AccessPolicy limit -Force -Confirm:$false").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("User anna", One("(Get-AccessPolicy limit).BoundaryOf").ToString());
    }

    [Fact]
    public void Inline_policies_are_set_shown_and_removed()
    {
        Ok("$null = New-AccessGroup developers; Set-AccessPolicy shop -GroupName developers -Document $read");
        var policy = One("Get-AccessPolicy -GroupName developers");
        Assert.Equal(("Inline", "shop"), (policy.Text("PolicyType"), policy.Text("PolicyName")));
        Assert.Equal(Ok("$read")[0].ToString(), policy.Text("Document"));
        Ok("Get-AccessPolicy -GroupName developers | Remove-AccessPolicy -Confirm:$false");
        Assert.Empty(Ok("Get-AccessPolicy"));
        Fails("InlinePolicyNotFound", "Remove-AccessPolicy shop -GroupName developers -Confirm:$false");
        Fails("RoleNotFound", "Set-AccessPolicy shop -RoleName nobody -Document $read");
    }

    [Fact]
    public void The_whole_account_comes_from_one_paged_call_and_shows_what_single_looks_show()
    {
        Ok("Set-AccessPolicy shop -Document $read; $null = New-AccessRole web -PolicyArn shop -Policy @{ own = $write }; $null = New-AccessUser anna -PermissionsBoundary shop");
        var before = Ok("Get-SandboxEvent").Count;
        var all = Ok("Get-AccessPolicy");
        Assert.Equal(1, Ok("Get-SandboxEvent").Count - before);
        var single = Ok("Get-AccessPolicy shop; Get-AccessPolicy own -RoleName web");
        Assert.Equal(Describe(single), Describe(all));

        static IEnumerable<string> Describe(IEnumerable<System.Management.Automation.PSObject> items) => items.Select(static item =>
            $"{item.Text("PolicyName")} {item.Text("PolicyArn")} {item.Text("Document")} {item.Text("VersionId")} {string.Join(',', item.Get<object[]>("AttachedTo"))} {string.Join(',', item.Get<object[]>("BoundaryOf"))} {item.Text("UpdatedTime")}");
    }

    [Fact]
    public void Policies_of_AWS_s_own_are_attached_and_never_changed()
    {
        Fails("InvalidPolicyArn", "Set-AccessPolicy -PolicyArn ReadOnlyAccess -Document $read");
        Ok("$null = New-AccessRole web -PolicyArn ReadOnlyAccess");
        Fails("InvalidPolicyArn", "Get-AccessPolicy ReadOnlyAccess | Remove-AccessPolicy -Force -Confirm:$false");
        Assert.Equal("Aws", One("Get-AccessPolicy -IncludeAws").Text("PolicyType"));
    }

    [Fact]
    public void The_view_shows_who_carries_it()
    {
        Ok("Set-AccessPolicy shop -Document $read; $null = New-AccessRole web -PolicyArn shop");
        Assert.Equal(
            """
            PolicyName                       Type     Version Attached to                                Updated (UTC)
            ----------                       ----     ------- -----------                                -------------
            shop                             Customer v1      Role web                                   2026-01-05 08:00:00
            """.ReplaceLineEndings("\n"),
            Show("Get-AccessPolicy"));
    }

    private int Mutations() => Ok("Get-SandboxEvent | Where-Object ReadOnly -eq $false").Count;
}
