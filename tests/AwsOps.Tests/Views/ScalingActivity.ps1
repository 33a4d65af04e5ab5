$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 -Wait
$group | Set-ScalingGroup -DesiredCapacity 3
Step-AwsOpsSandbox -Minutes 3
Get-ScalingActivity
