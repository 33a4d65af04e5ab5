# Setup
Start-AwsOpsSandbox -Region eu-west-1
Set-AccessPolicy shop -Path /shop/ -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
$null = New-AccessRole web -PolicyArn shop -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
$null = New-AccessGroup developers -PolicyArn shop -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
$null = New-AccessUser anna -PolicyArn AmazonSSMManagedInstanceCore -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
# Case
Get-AccessPolicy
# Case
Get-AccessPolicy -IncludeAws
# Case
Get-AccessPolicy shop, AmazonSSMManagedInstanceCore
# Case
Get-AccessPolicy -UserName anna -GroupName developers -RoleName web
