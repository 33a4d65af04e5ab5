# Setup
Start-AwsOpsSandbox -Region eu-west-1
$balancer = New-LoadBalancer shop -Wait -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 2 -TargetGroupArn $balancer.TargetGroupArn -Wait
# Case
Get-TargetHealth $balancer.TargetGroupArn
# Case
Get-LoadBalancer shop | Get-TargetHealth
