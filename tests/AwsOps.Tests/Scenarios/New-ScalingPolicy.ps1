# Setup
Start-AwsOpsSandbox -Region eu-west-1
$lb = New-LoadBalancer shop -Wait; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -TargetGroupArn $lb.TargetGroupArn
# Case
New-ScalingPolicy -ScalingGroupName shop -TargetCpu 50
# Case
Get-ScalingGroup | New-ScalingPolicy -TargetRequestsPerInstance 600
# Case
New-ScalingPolicy steps -ScalingGroupName shop -Step @{ Lower = 0; Upper = 10; Adjustment = 1 }, @{ Lower = 10; Adjustment = 3 }
# Case
New-ScalingPolicy simple -ScalingGroupName shop -Adjustment 2
# Case
New-ScalingPolicy -ScalingGroupName shop -TargetCpu 40 -Predictive ForecastAndScale -PreLaunchSeconds 600 -MaxCapacityBuffer 10
# Case
New-ScalingPolicy -ScalingGroupName shop -TargetRequestsPerInstance 600 -Predictive ForecastOnly
