$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$null = $group | New-ScalingPolicy -TargetCpu 50
$group | Set-SandboxLoad -RequestsPerSecond 300 -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 40
$group | Test-ScalingPolicy -Compare -From '2026-01-05T08:05:00Z' -CapacityPerInstance 100
