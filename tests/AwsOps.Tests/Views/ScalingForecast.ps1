$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 } -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 1500
$policy = $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastOnly
$from = ($policy | Get-ScalingForecast)[0].Time
$policy | Get-ScalingForecast -To $from.AddHours(3)
