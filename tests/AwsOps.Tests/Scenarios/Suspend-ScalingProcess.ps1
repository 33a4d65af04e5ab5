# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10
# Case
Suspend-ScalingProcess shop AlarmNotification
# Case
Get-ScalingGroup | Suspend-ScalingProcess -Process All -PassThru
