$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 3 -Wait
$null = $group | New-ScalingPolicy -TargetCpu 50
$group | Set-SandboxLoad -RequestsPerSecond 500 -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 15
$group | Get-ScalingDecision
