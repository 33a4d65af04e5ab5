$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 -Wait
$null = $group | New-CpuAlarm -Threshold 40 -Minutes 1
$group | Set-SandboxLoad -RequestsPerSecond 120 -CapacityPerInstance 100
$group | Watch-ScalingGroup -IntervalSeconds 60 -Minutes 4 -NoChart
