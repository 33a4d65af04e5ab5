$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10
$group | New-ScalingPolicy -TargetCpu 50
$group | New-ScalingPolicy surge -Step @{ Lower = 0; Upper = 10; Adjustment = 1 }, @{ Lower = 10; Adjustment = 4 }
$group | New-ScalingPolicy add-two -Adjustment 2
