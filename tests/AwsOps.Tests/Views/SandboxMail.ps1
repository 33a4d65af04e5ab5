$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$null = $group | New-CpuAlarm -Threshold 80 -Minutes 2 -Email ops@example.com
$group | Set-SandboxLoad -RequestsPerSecond 300 -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 8
Get-SandboxEvent -Mail
