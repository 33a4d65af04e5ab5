namespace AwsOps.Tests.Common;

/// <summary>What Tab offers: the sandbox's own names, quoted where needed, and silence where nothing can be asked.</summary>
public sealed class CompletionTests : CmdletTest
{
    [Fact]
    public void Each_identifier_is_offered()
    {
        Ok(Shop + """
            $null = $group | New-ScalingPolicy -TargetCpu 50; $null = $group | New-ScalingSchedule workday -Recurrence '0 8 * * *' -MinSize 3
            $null = New-LoadBalancer front -WarningAction Ignore; $web = New-SecurityGroup web; $null = New-AccessRole worker; $null = $group | New-CpuAlarm; $null = New-NotificationTopic mails
            """);
        var web = One("$web").Text("SecurityGroupId")!;
        var subnet = One("$group").Get<string[]>("SubnetId")[0];
        (string Line, string Offered)[] cases =
        [
            ("Get-LaunchTemplate ", "shop"),
            ("New-ScalingGroup x -LaunchTemplateName ", "shop"),
            ("New-ScalingGroup x -InstanceType t3.sm", "t3.small"),
            ("New-LaunchTemplate x -InstanceType t3.sm", "t3.small"),
            ("Get-ScalingGroup sh", "shop"),
            ("Set-ScalingGroup ", "shop"),
            ("Watch-ScalingGroup ", "shop"),
            ("Get-ScalingActivity ", "shop"),
            ("New-CpuAlarm -ScalingGroupName ", "shop"),
            ("Set-SandboxLoad 5 -ScalingGroupName ", "shop"),
            ("Get-ScalingPolicy shop ", "cpu-50"),
            ("Remove-ScalingSchedule shop ", "workday"),
            ("New-ScalingSchedule x -TimeZone Europe/Berl", "Europe/Berlin"),
            ("Remove-LoadBalancer ", "front"),
            ("Get-TargetHealth ", "front"),
            ("New-LoadBalancer x -SubnetId ", subnet),
            ("New-LoadBalancer x -SecurityGroupId ", web),
            ("Get-SecurityGroup ", "web"),
            ("Grant-SecurityGroupAccess ", web),
            ("Grant-SecurityGroupAccess web 80 -Protocol ic", "icmp"),
            ("New-SecurityGroup x -VpcId ", One("$web").Text("VpcId")!),
            ("Get-AccessRole w", "worker"),
            ("New-AccessRole x -Service lam", "lambda.amazonaws.com"),
            ("Get-MetricAlarm ", "shop-cpu-above-80"),
            ("Get-NotificationTopic ", "mails"),
            ("Start-AwsOpsSandbox eu-w", "eu-west-1"),
            ("Get-ScalingGroup -Region eu-w", "eu-west-1"),
        ];
        Assert.Empty(cases.Where(item => !Complete(item.Line).Contains(item.Offered)).Select(item => $"{item.Line}: {string.Join(", ", Complete(item.Line))}"));
    }

    [Fact]
    public void A_part_of_a_name_is_enough_and_the_beginning_comes_first()
    {
        Ok("$null = New-SecurityGroup web-front, front-web, back");
        Assert.Equal(["front-web", "web-front"], Complete("Get-SecurityGroup front"));
        Ok("$null = New-SecurityGroup 'two words'");
        Assert.Equal(["'two words'"], Complete("Get-SecurityGroup two"));
        Assert.Equal(["'two words'"], Complete("Get-SecurityGroup 'two w"));
    }

    [Fact]
    public void Where_nothing_can_be_asked_nothing_is_offered_and_nothing_said()
    {
        Ok("Add-SandboxFault AccessDenied");
        Assert.Empty(Complete("Get-ScalingGroup "));
        Ok("Remove-SandboxFault; Add-SandboxFault InternalError");
        Assert.Empty(Complete("Get-LaunchTemplate "));
        Ok("Stop-AwsOpsSandbox");
        Assert.DoesNotContain("shop", Complete("Get-ScalingGroup -ProfileName no-such-profile -Region eu-west-1 "));
    }
}
