# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait | New-ScalingPolicy -TargetCpu 50
# Case
Get-ScalingGroup shop | Optimize-ScalingPolicy -CapacityPerInstance 100 -Baseline 90 -Peak 400 -MaxCandidates 10 -Runs 1 -OnDemandPercentage 50
# Case
Optimize-ScalingPolicy shop -Predictive -CapacityPerInstance 100 -Baseline 90 -Peak 400 -MaxCandidates 10 -Runs 1 -PricePerHour 1
