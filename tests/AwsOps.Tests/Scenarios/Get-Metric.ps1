# Setup
Start-AwsOpsSandbox -Region eu-west-1
$balancer = New-LoadBalancer shop -Wait
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -TargetGroupArn $balancer.TargetGroupArn -Wait
# Case
Get-ScalingGroup shop | Get-Metric CPUUtilization
# Case
Get-ScalingGroup shop | Get-Metric RequestCount
