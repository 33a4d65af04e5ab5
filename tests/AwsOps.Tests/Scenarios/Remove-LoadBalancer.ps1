# Setup
Start-AwsOpsSandbox -Region eu-west-1
$balancer = New-LoadBalancer shop -Wait -WarningAction Ignore; $null = New-LoadBalancer spare -WarningAction Ignore; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 0 -MaxSize 2 -TargetGroupArn $balancer.TargetGroupArn
# Case
Remove-LoadBalancer spare -Confirm:$false
# Case
Get-LoadBalancer | Remove-LoadBalancer -Force -PassThru -Confirm:$false
