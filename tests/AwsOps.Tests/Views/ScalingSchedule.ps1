$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20
$group | New-ScalingSchedule workday -Recurrence '0 8 * * 1-5' -TimeZone Europe/Berlin -MinSize 6
$group | New-ScalingSchedule sale -At '2026-11-27T05:45:00Z' -MinSize 10 -DesiredCapacity 10
