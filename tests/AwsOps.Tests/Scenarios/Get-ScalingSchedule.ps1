# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait | New-ScalingSchedule workday -Recurrence '0 8 * * 1-5' -MinSize 4
# Case
Get-ScalingSchedule
# Case
Get-ScalingSchedule shop workday
