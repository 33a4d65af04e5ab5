namespace AwsOps.Tests.Network;

/// <summary>New-, Remove-SecurityGroup.</summary>
public sealed class SecurityGroupTests : CmdletTest
{
    [Fact]
    public void Several_at_once_and_one_that_exists()
    {
        Ok("$null = New-SecurityGroup app");
        var outcome = Run("New-SecurityGroup web, app, data -Description 'The shop' -Tag @{ team = 'web' }");
        Assert.Equal("SecurityGroupExists", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(["web", "data"], outcome.Output.Select(static group => group.Text("SecurityGroupName")!));
        Assert.All(outcome.Output, static group => Assert.Equal("web", group.Get<System.Collections.Hashtable>("Tag")["team"]));
        Assert.Equal("mail", One("'mail' | New-SecurityGroup").Text("Description"));

        // https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html: a new group lets all out, nothing in.
        Assert.Equal("all all to 0.0.0.0/0", Assert.Single(Ok("(Get-SecurityGroup web).Rule")).ToString());
    }

    [Fact]
    public void In_use_it_stays_and_the_error_names_the_user()
    {
        Ok("$web = New-SecurityGroup web; $app = New-SecurityGroup app; $null = Grant-SecurityGroupAccess app -Port 80 -FromSecurityGroupId web; $null = $app | New-LaunchTemplate shop t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait");
        Refuses(
            ("Remove-SecurityGroup web", "SecurityGroupInUse", ["a rule of", "(app)"]),
            ("Remove-SecurityGroup app", "SecurityGroupInUse", ["interface eni-", "i-"]),
            ("Remove-SecurityGroup default", "DefaultSecurityGroup", ["can't be removed"]),
            ("Remove-SecurityGroup", "NothingNamed", ["-SecurityGroupName"]));

        // -Wait waits for the instances, and the group that names the other goes first whatever the order.
        Ok("Remove-ScalingGroup shop -Force -Confirm:$false");
        Assert.Equal(["app", "web"], Names("Get-SecurityGroup web, app | Remove-SecurityGroup -WhatIf:$false -Wait -PassThru -ErrorAction SilentlyContinue; Remove-SecurityGroup web, app -Wait -PassThru -ErrorAction SilentlyContinue", "SecurityGroupName").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_name_in_two_VPCs_is_ambiguous_for_changes_only() =>
        Refuses(("Grant-SecurityGroupAccess none -Port 80 -From 10.0.0.0/8", "SecurityGroupNotFound", ["'none'"]));
}
