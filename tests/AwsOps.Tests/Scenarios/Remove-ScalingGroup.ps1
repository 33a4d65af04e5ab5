# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
# Case
Remove-ScalingGroup shop -Force -Confirm:$false
# Case
Get-ScalingGroup | Remove-ScalingGroup -Force -PassThru -Confirm:$false
