$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$null = $group | New-ScalingPolicy -TargetCpu 50 | New-CpuAlarm -Threshold 80 -Email ops@example.com
$group | Set-SandboxLoad -RequestsPerSecond 300 -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 12
Get-MetricAlarm
