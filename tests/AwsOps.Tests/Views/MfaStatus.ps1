$null = New-AccessUser anna | New-MfaDevice | Enable-MfaDevice; $null = New-AccessUser build | New-AccessKey
Get-MfaStatus
