# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
# Case
New-CpuAlarm -ScalingGroupName shop -Email ops@example.com
# Case
(Get-ScalingGroup shop).Instance | New-CpuAlarm -Threshold 90
