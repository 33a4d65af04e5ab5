# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small
# Case
Remove-LaunchTemplate shop
# Case
Get-LaunchTemplate | Remove-LaunchTemplate -PassThru
