# Setup
Start-AwsOpsSandbox -Region eu-west-1
Set-AccessPolicy shop -Path /shop/ -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
Set-AccessPolicy shop -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::shop/*"}]}'
$null = New-AccessRole web -PolicyArn shop -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
$null = New-AccessGroup developers -PolicyArn shop -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
$null = New-AccessUser anna -PolicyArn shop -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
# Case
Remove-AccessPolicy shop -Force -Confirm:$false
# Case
Remove-AccessPolicy -PolicyArn shop -UserName anna -GroupName developers -RoleName web -Confirm:$false
# Case
Remove-AccessPolicy read -UserName anna -GroupName developers -RoleName web -Confirm:$false
# Case
Get-AccessPolicy read -UserName anna | Remove-AccessPolicy -PassThru -Confirm:$false
