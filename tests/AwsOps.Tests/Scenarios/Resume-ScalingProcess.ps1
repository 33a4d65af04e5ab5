# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10
Suspend-ScalingProcess shop All
# Case
Resume-ScalingProcess shop -PassThru
# Case
Get-ScalingGroup | Resume-ScalingProcess -Process Launch
