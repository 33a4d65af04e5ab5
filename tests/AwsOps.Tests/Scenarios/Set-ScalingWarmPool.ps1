# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 6
# Case
Set-ScalingWarmPool shop -PassThru
# Case
Get-ScalingGroup | Set-ScalingWarmPool -State Running -MinSize 1 -MaxPreparedCapacity 4
# Case
Set-ScalingWarmPool shop -ReuseOnScaleIn $true
