$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 3 -Wait
$group | Set-SandboxLoad -RequestsPerSecond 90 -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 4
Get-Metric CPUUtilization -ScalingGroupName shop
