$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$group | Set-SandboxLoad 120 -CapacityPerInstance 100
Step-AwsOpsSandbox 4
$group | Get-Metric CPUUtilization
