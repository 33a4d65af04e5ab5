# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LoadBalancer shop -WarningAction Ignore
# Case
Get-LoadBalancer
# Case
Get-LoadBalancer shop
