# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small
# Case
Get-InstancePrice t3.small, m6i.large
# Case
Get-LaunchTemplate | Get-InstancePrice -PurchaseOption OnDemand
