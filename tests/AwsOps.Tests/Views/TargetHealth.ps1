$balancer = New-LoadBalancer shop -Wait -WarningAction Ignore
$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 4 -TargetGroupArn $balancer.TargetGroupArn -Wait
$group | Set-ScalingGroup -DesiredCapacity 3 -Wait
$balancer | Get-TargetHealth
