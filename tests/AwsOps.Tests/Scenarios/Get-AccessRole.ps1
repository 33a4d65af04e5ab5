# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessRole shop
# Case
Get-AccessRole
# Case
Get-AccessRole shop
