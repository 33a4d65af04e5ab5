# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
# Case
New-ScalingSchedule workday -ScalingGroupName shop -Recurrence '0 8 * * 1-5' -TimeZone Europe/Berlin -MinSize 4
# Case
Get-ScalingGroup | New-ScalingSchedule sale -At '2027-01-01' -DesiredCapacity 8
