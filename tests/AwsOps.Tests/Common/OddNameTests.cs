namespace AwsOps.Tests.Common;

/// <summary>Names with any characters that AWS allows go round: made, found, piped, removed.</summary>
public sealed class OddNameTests : CmdletTest
{
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html: any but a colon.
    public static TheoryData<string> Free => ["two words", "Übung", "日本語", "a[1]*", "it's", "\"quoted\"", "-dash", "$(1)", "a,b", "a;b|c", "@home", "&<>'\""];

    [Theory]
    [MemberData(nameof(Free))]
    public void Of_groups_policies_and_schedules(string name)
    {
        var quoted = Quoted(name);
        Ok("$null = New-LaunchTemplate shop -InstanceType t3.small");
        var group = One($"New-ScalingGroup -ScalingGroupName {quoted} -LaunchTemplateName shop -MinSize 0 -MaxSize 1");
        Assert.Equal(name, group.Text("ScalingGroupName"));
        Assert.Equal(name, One($"Get-ScalingGroup {quoted} | New-ScalingPolicy -ScalingPolicyName {quoted} -TargetCpu 50").Text("ScalingPolicyName"));
        Assert.Equal(name, One($"Get-ScalingGroup {quoted} | New-ScalingSchedule -ScalingScheduleName {quoted} -Recurrence '0 8 * * *' -MinSize 1 -MaxSize 2").Text("ScalingScheduleName"));
        Assert.Equal(name, One($"Get-ScalingPolicy {quoted} {quoted} | Remove-ScalingPolicy -PassThru").Text("ScalingPolicyName"));
        Assert.Equal(name, One($"Get-ScalingSchedule {quoted} {quoted} | Remove-ScalingSchedule -PassThru").Text("ScalingScheduleName"));
        Assert.Equal(name, One($"New-CpuAlarm -ScalingGroupName {quoted} -AlarmName {quoted}").Text("AlarmName"));
        Assert.Equal(name, One($"Get-MetricAlarm {quoted} | Remove-MetricAlarm -PassThru").Text("AlarmName"));

        // What Tab offers is what the cmdlet takes.
        Assert.Equal(quoted, Assert.Single(Complete("Remove-ScalingGroup ")).Trim());
        Assert.Equal(name, One($"Remove-ScalingGroup {Complete("Remove-ScalingGroup ")[0]} -PassThru -Confirm:$false").Text("ScalingGroupName"));
    }

    [Theory]
    [InlineData("(a).-/_b")]
    [InlineData("-dash")]
    public void Of_launch_templates(string name)
    {
        Ok($"$null = New-LaunchTemplate -LaunchTemplateName {Quoted(name)} -InstanceType t3.small");
        Assert.Equal(name, One($"Get-LaunchTemplate {Quoted(name)} | Remove-LaunchTemplate -PassThru").Text("LaunchTemplateName"));
    }

    [Theory]
    [InlineData("a b._-:/()#,@[]+=&;{}!$*")]
    [InlineData("-dash")]
    public void Of_security_groups(string name)
    {
        Ok($"$null = New-SecurityGroup -SecurityGroupName {Quoted(name)} | Grant-SecurityGroupAccess -Port 80 -From 10.0.0.0/8");
        Assert.Equal("tcp", One($"Revoke-SecurityGroupAccess {Quoted(name)} -Port 80 -From 10.0.0.0/8 -PassThru").Text("Protocol"));
        Assert.Equal(name, One($"Get-SecurityGroup {Quoted(name)} | Remove-SecurityGroup -PassThru").Text("SecurityGroupName"));
    }

    [Theory]
    [InlineData("a+b=c,d.e@f_g-h")]
    [InlineData("-dash")]
    public void Of_roles(string name)
    {
        Ok($"$null = New-AccessRole -RoleName {Quoted(name)}");
        Assert.Equal(name, One($"Get-AccessRole {Quoted(name)} | Remove-AccessRole -PassThru").Text("RoleName"));
    }

    [Fact]
    public void Of_tags()
    {
        Ok("$null = New-SecurityGroup web -Tag @{ 'Straße 1' = 'a=b & \"c\"'; empty = ''; number = 7 }");
        var tags = One("Get-SecurityGroup web").Get<System.Collections.Hashtable>("Tag");
        Assert.Equal("a=b & \"c\"", tags["Straße 1"]);
        Assert.Equal("", tags["empty"]);
        Assert.Equal("7", tags["number"]);
    }

    private static string Quoted(string name) => name.All(static c => char.IsAsciiLetterOrDigit(c)) ? name : "'" + name.Replace("'", "''", StringComparison.Ordinal) + "'";
}
