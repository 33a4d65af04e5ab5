# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessUser anna, ben
$null = New-MfaDevice ben
# Case
Get-MfaDevice anna
# Case
Get-MfaDevice
