# Setup
Start-AwsOpsSandbox -Region eu-west-1
$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 } -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 1500
$null = $group | New-ScalingPolicy -TargetCpu 50 -Predictive ForecastOnly
# Case
Get-ScalingForecast shop
# Case
Get-ScalingPolicy shop | Get-ScalingForecast
