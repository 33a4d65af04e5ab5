$null = New-AccessUser anna, ben
$null = New-MfaDevice ben
Get-MfaDevice
