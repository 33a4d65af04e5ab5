namespace AwsOps.Tests.Scaling;

public sealed class NewLaunchTemplateTests : CmdletTest
{
    [Fact]
    public void A_template_is_safe_and_quick_by_default()
    {
        var made = One("New-LaunchTemplate shop t3.small");
        Assert.Equal(("shop", "t3.small", 1L, 1L), (made.Text("LaunchTemplateName"), made.Text("InstanceType"), made.Get<long>("Version"), made.Get<long>("DefaultVersion")));
        Assert.True(made.Get<bool>("DetailedMonitoring"));
        Ok("$data = (Get-SandboxEvent New-LaunchTemplate -Mutating).Parameter.LaunchTemplateData");

        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
        Assert.Equal("required", One("$data.MetadataOptions.HttpTokens").ToString());
        Assert.EndsWith("x86_64", made.Text("ImageId"), StringComparison.Ordinal);
        Assert.Empty(made.Get<string[]>("SecurityGroupId"));
    }

    [Fact]
    public void The_image_follows_the_processor() =>
        Assert.EndsWith("arm64", One("New-LaunchTemplate shop m7g.large").Text("ImageId"), StringComparison.Ordinal);

    [Fact]
    public void What_is_given_arrives()
    {
        Ok("$web = New-SecurityGroup web; $role = New-AccessRole worker");
        var made = One("$role | New-LaunchTemplate shop t3.small -SecurityGroupId $web.SecurityGroupId -UserData '#!/bin/bash' -BasicMonitoring -Tag @{ team = 'web' }");
        Assert.Equal("worker", made.Text("InstanceProfileName"));
        Assert.False(made.Get<bool>("DetailedMonitoring"));
        Assert.Equal(One("$web").Text("SecurityGroupId"), Assert.Single(made.Get<string[]>("SecurityGroupId")));
        Assert.Equal("web", made.Get<System.Collections.Hashtable>("Tag")["team"]);
        Ok("$call = (Get-SandboxEvent New-LaunchTemplate -Mutating).Parameter; $data = $call.LaunchTemplateData");

        // User data often holds secrets, and the trail shows none.
        Assert.DoesNotContain("bash", One("$data.UserData").ToString(), StringComparison.Ordinal);
        Assert.Equal(["instance", "volume"], Ok("$data.TagSpecifications | ForEach-Object ResourceType").Select(static type => type.ToString()));
        Assert.Equal("launch-template", One("$call.TagSpecifications | ForEach-Object ResourceType").ToString());
    }

    [Fact]
    public void A_profile_is_taken_by_ARN_too()
    {
        Ok("$null = New-LaunchTemplate shop t3.small -InstanceProfileName arn:aws:iam::111122223333:instance-profile/worker");
        Assert.Equal("arn:aws:iam::111122223333:instance-profile/worker", One("(Get-SandboxEvent New-LaunchTemplate -Mutating).Parameter.LaunchTemplateData.IamInstanceProfile.Arn").ToString());
    }

    [Fact]
    public void WhatIf_says_from_what() =>
        Assert.Contains("Create with t3.small from resolve:ssm:", Show("New-LaunchTemplate shop t3.small -WhatIf"), StringComparison.Ordinal);
}
