$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$null = $group | New-ScalingPolicy -TargetCpu 50
$group | Optimize-ScalingPolicy -CapacityPerInstance 100 -Baseline 90 -Peak 400 -MaxCandidates 10 -Runs 1
