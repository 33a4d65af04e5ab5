# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessUser anna
# Case
Get-AccessUser
# Case
Get-AccessUser anna
