# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessUser anna, ben | New-MfaDevice | Enable-MfaDevice
$null = Get-CredentialReport
Get-MfaDevice ben | Remove-MfaDevice -Confirm:$false
# Case
Get-MfaStatus
