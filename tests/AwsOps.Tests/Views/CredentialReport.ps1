$null = New-AccessUser anna, build; $null = New-AccessKey build
Get-CredentialReport
