# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 6
Set-ScalingWarmPool shop
# Case
Remove-ScalingWarmPool shop -PassThru
# Case
Get-ScalingGroup | Remove-ScalingWarmPool
