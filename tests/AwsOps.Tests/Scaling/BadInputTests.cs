namespace AwsOps.Tests.Scaling;

/// <summary>Input that AWS would refuse, or take and fail on later, is refused first: with the parameter, the value, and what would be right.</summary>
public sealed class BadInputTests : CmdletTest
{
    private const string Elsewhere = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/far/0123456789abcdef";
    private const string Nowhere = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/none/0123456789abcdef";

    public BadInputTests()
        : base(Shop)
    {
    }

    [Fact]
    public void Of_launch_templates() => Refuses(
        ("New-LaunchTemplate new -InstanceType t3.smal", "UnknownInstanceType", ["-InstanceType 't3.smal'", "t3.small"]),
        ("New-LaunchTemplate new -InstanceType t3.small -ImageId ami-0123456789abcdef0", "InvalidImageId", ["-ImageId 'ami-0123456789abcdef0'", "eu-west-1"]),
        ("New-LaunchTemplate new -InstanceType t3.small -ImageId web", "ParameterArgumentValidationError", ["-ImageId 'web'", "ami-0123456789abcdef0"]),
        ("New-LaunchTemplate new -InstanceType t3.small -SecurityGroupId sg-0123456789abcdef0", "SecurityGroupNotFound", ["sg-0123456789abcdef0", "Get-SecurityGroup"]),
        ("New-LaunchTemplate new -InstanceType t3.small -KeyName mine", "InvalidKeyName", ["-KeyName 'mine'"]),
        ("New-LaunchTemplate 'a b' -InstanceType t3.small", "ParameterArgumentValidationError", ["-LaunchTemplateName 'a b'", "letters"]),
        ("New-LaunchTemplate shop -InstanceType t3.small", "LaunchTemplateExists", ["'shop'", "another name"]),
        ("New-LaunchTemplate new -InstanceType t3.small -Tag @{ 'aws:x' = 1 }", "InvalidTag", ["-Tag 'aws:x'", "reserved"]));

    [Fact]
    public void Of_new_groups() => Refuses(
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize 5 -MaxSize 2", "InvalidMinSize", ["-MinSize '5'", "-MaxSize 2"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -DesiredCapacity 9", "InvalidDesiredCapacity", ["-DesiredCapacity '9'", "-MinSize 1", "-MaxSize 2"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -DesiredCapacity 0", "InvalidDesiredCapacity", ["-DesiredCapacity '0'"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize -1 -MaxSize 2", "ParameterArgumentValidationError", ["MinSize", "-1", "0"]),
        ("New-ScalingGroup new -LaunchTemplateName none -MinSize 1 -MaxSize 2", "LaunchTemplateNotFound", ["'none'", "Get-LaunchTemplate"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -LaunchTemplateVersion 7 -MinSize 1 -MaxSize 2", "InvalidLaunchTemplateVersion", ["-LaunchTemplateVersion '7'", "up to 1"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -LaunchTemplateVersion newest -MinSize 1 -MaxSize 2", "ParameterArgumentValidationError", ["'newest'", "$Latest"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -InstanceType t3.small, t9.huge", "UnknownInstanceType", ["-InstanceType 't9.huge'", "Near it"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -SubnetId subnet-0123456789abcdef0", "SubnetNotFound", ["subnet-0123456789abcdef0"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -SubnetId web", "ParameterArgumentValidationError", ["-SubnetId 'web'", "subnet-0123456789abcdef0"]),
        ($"New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -TargetGroupArn {Elsewhere}", "InvalidTargetGroupArn", ["us-east-1", "eu-west-1"]),
        ($"New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -TargetGroupArn {Nowhere}", "InvalidTargetGroupArn", [Nowhere, "Get-LoadBalancer"]),
        ("New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -TargetGroupArn web", "ParameterArgumentValidationError", ["-TargetGroupArn 'web'", "New-LoadBalancer"]),
        ("New-ScalingGroup 'a:b' -LaunchTemplateName shop -MinSize 1 -MaxSize 2", "ParameterArgumentValidationError", ["-ScalingGroupName 'a:b'", "without a colon"]),
        ("New-ScalingGroup shop -LaunchTemplateName shop -MinSize 1 -MaxSize 2", "ScalingGroupExists", ["'shop'", "Set-ScalingGroup"]));

    [Fact]
    public void Of_groups_that_are() => Refuses(
        ("Set-ScalingGroup shop -MinSize 12", "InvalidMinSize", ["-MinSize '12'", "maximum 10", "-MaxSize"]),
        ("Set-ScalingGroup shop -MaxSize 1", "InvalidMaxSize", ["-MaxSize '1'", "minimum 2", "-MinSize"]),
        ("Set-ScalingGroup shop -MinSize 4 -MaxSize 3", "InvalidMinSize", ["-MinSize '4'", "-MaxSize 3"]),
        ("Set-ScalingGroup shop -DesiredCapacity 11", "InvalidDesiredCapacity", ["-DesiredCapacity '11'", "between", "maximum 10"]),
        ("Set-ScalingGroup shop -LaunchTemplateVersion 9", "InvalidLaunchTemplateVersion", ["-LaunchTemplateVersion '9'", "up to 1"]),
        ("Set-ScalingGroup shop -LaunchTemplateName none", "LaunchTemplateNotFound", ["'none'"]),
        ("Set-ScalingGroup shop -InstanceType t3.smal", "UnknownInstanceType", ["t3.small"]),
        ("Set-ScalingGroup shop -MinSize 3 -SubnetId subnet-0123456789abcdef0", "SubnetNotFound", ["subnet-0123456789abcdef0"]),
        ($"Set-ScalingGroup shop -MinSize 3 -TargetGroupArn {Nowhere}", "InvalidTargetGroupArn", [Nowhere]),
        ("Set-ScalingGroup none -MinSize 3", "ScalingGroupNotFound", ["'none'"]),
        ("Remove-ScalingGroup shop -Confirm:$false", "ScalingGroupHasInstances", ["2 instance(s)", "-Force"]));

    [Fact]
    public void Of_policies() => Refuses(
        ("$group | New-ScalingPolicy -TargetCpu 500", "ParameterArgumentValidationError", ["TargetCpu", "500", "100"]),
        ("$group | New-ScalingPolicy -TargetRequestsPerInstance 5", "InvalidTargetRequestsPerInstance", ["'shop' has no target group", "New-LoadBalancer"]),
        ("$group | New-ScalingPolicy -Step @{ Lower = 1; Upper = 10; Adjustment = 1 }", "InvalidStep", ["-Step", "upper bound"]),
        ("$group | New-ScalingPolicy -Step @{ Lower = 0; Upper = 10; Adjustment = 1 }, @{ Lower = 5; Adjustment = 2 }", "InvalidStep", ["-Step"]),
        ("$group | New-ScalingPolicy -Step @{ Lowr = 0; Adjustment = 1 }", "InvalidStep", ["'Lowr'", "Lower, Upper, Adjustment"]),
        ("$group | New-ScalingPolicy -Step @{ Lower = 0 }", "InvalidStep", ["Adjustment"]),
        ("$group | New-ScalingPolicy -Step @{ Lower = 'x'; Adjustment = 1 }", "InvalidStep", ["Lower=x"]),
        ("$group | New-ScalingPolicy -Adjustment 1 -MinAdjustmentMagnitude 2", "InvalidMinAdjustmentMagnitude", ["-MinAdjustmentMagnitude '2'", "PercentChangeInCapacity"]),
        ("New-ScalingPolicy -ScalingGroupName none -TargetCpu 5", "ScalingGroupNotFound", ["'none'"]));

    [Fact]
    public void Of_schedules() => Refuses(
        ("$group | New-ScalingSchedule new -Recurrence '0 25 * * *' -MinSize 3", "InvalidRecurrence", ["'0 25 * * *'", "Hour '25'", "0 to 23"]),
        ("$group | New-ScalingSchedule new -Recurrence 'every day' -MinSize 3", "InvalidRecurrence", ["'every day'", "five"]),
        ("$group | New-ScalingSchedule new -Recurrence '0 0 30 2 *' -MinSize 3", "InvalidRecurrence", ["never occurs"]),
        ("$group | New-ScalingSchedule new -Recurrence '0 8 * * *' -TimeZone Europe/Berln -MinSize 3", "InvalidTimeZone", ["-TimeZone 'Europe/Berln'", "Europe/Berlin"]),
        ("$group | New-ScalingSchedule new -At 2020-01-01 -MinSize 3", "InvalidAt", ["2020-01-01", "2026-01-05"]),
        ("$group | New-ScalingSchedule new -Recurrence '0 8 * * *' -EndTime 2020-01-01 -MinSize 3", "InvalidEndTime", ["2020-01-01", "after"]),
        ("$group | New-ScalingSchedule new -Recurrence '0 8 * * *'", "NoSizes", ["-MinSize, -MaxSize, -DesiredCapacity"]),
        ("$group | New-ScalingSchedule new -Recurrence '0 8 * * *' -MinSize 4 -MaxSize 2", "InvalidMinSize", ["-MinSize '4'", "-MaxSize 2"]),
        ("$group | New-ScalingSchedule new -Recurrence '0 8 * * *' -MinSize 4 -DesiredCapacity 2", "InvalidDesiredCapacity", ["-DesiredCapacity '2'", "-MinSize 4"]),
        ("$group | New-ScalingSchedule new -Recurrence '0 8 * * *' -MaxSize 4 -DesiredCapacity 5", "InvalidDesiredCapacity", ["-DesiredCapacity '5'", "-MaxSize 4"]),
        ("New-ScalingSchedule new -ScalingGroupName none -Recurrence '0 8 * * *' -MinSize 3", "ScalingGroupNotFound", ["'none'"]));

    [Fact]
    public void Of_load_balancers() => Refuses(
        ("New-LoadBalancer internal-x", "ParameterArgumentValidationError", ["-LoadBalancerName 'internal-x'", "internal-"]),
        ("New-LoadBalancer x -Protocol HTTPS", "CertificateMissing", ["-CertificateArn"]),
        ("New-LoadBalancer x -CertificateArn web", "ParameterArgumentValidationError", ["-CertificateArn 'web'", "arn:aws:acm:"]),
        ("New-LoadBalancer x -Protocol HTTPS -CertificateArn arn:aws:acm:us-east-1:111122223333:certificate/1", "InvalidCertificateArn", ["us-east-1", "eu-west-1"]),
        ("New-LoadBalancer x -CertificateArn arn:aws:acm:eu-west-1:111122223333:certificate/1", "InvalidCertificateArn", ["HTTPS"]),
        ("New-LoadBalancer x -SecurityGroupId none", "SecurityGroupNotFound", ["'none'"]),
        ("New-LoadBalancer x -SubnetId $group.SubnetId[0]", "InvalidSubnetId", ["one zone only", "two zones"]),
        ("New-LoadBalancer x -Port 99999", "ParameterArgumentValidationError", ["Port", "99999", "65535"]),
        ("New-LoadBalancer x -HealthCheckPath health", "ParameterArgumentValidationError", ["-HealthCheckPath 'health'", "begins with /"]),
        ("Get-TargetHealth none", "TargetGroupNotFound", ["'none'", "Get-LoadBalancer"]));

    [Fact]
    public void Of_names_that_exist_already()
    {
        Ok("$null = $group | New-ScalingPolicy -TargetCpu 50; $null = $group | New-ScalingSchedule day -Recurrence '0 8 * * *' -MinSize 3; $null = New-LoadBalancer shop -WarningAction Ignore");
        Refuses(
            ("$group | New-ScalingPolicy -TargetCpu 50", "ScalingPolicyExists", ["'cpu-50'", "-ScalingPolicyName"]),
            ("$group | New-ScalingSchedule day -Recurrence '0 9 * * *' -MinSize 3", "ScalingScheduleExists", ["'day'", "Remove-ScalingSchedule"]),
            ("New-LoadBalancer shop", "LoadBalancerExists", ["'shop'", "another name"]));
    }

    [Fact]
    public void Of_the_sandbox() => Refuses(
        ("Set-SandboxLoad 5 -ScalingGroupName none", "ScalingGroupNotFound", ["'none'", "Get-ScalingGroup"]),
        ("Set-SandboxLoad -ScalingGroupName shop -Curve @{ Minutes = 1 }", "InvalidCurve", ["Minutes and RequestsPerSecond"]),
        ("Set-SandboxLoad -ScalingGroupName shop -Curve @{ Minutes = 'x'; RequestsPerSecond = 1 }", "InvalidCurve", ["Minutes=x"]),
        ("Add-SandboxFault Oops", "ParameterArgumentValidationError", ["Oops", "Throttle"]),
        ("Start-AwsOpsSandbox nowhere-1 -Force", "UnknownRegion", ["'nowhere-1'", "Near it"]));
}
