# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
# Case
Remove-AccessRole shop
# Case
Get-AccessRole shop | Remove-AccessRole -PassThru
# Case
$null = New-AccessRole auditor -TrustedAccountId 444455556666 -WhatIf:$false; Remove-AccessRole auditor
