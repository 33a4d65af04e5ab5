# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small
# Case
Get-LaunchTemplate
# Case
Get-LaunchTemplate shop
