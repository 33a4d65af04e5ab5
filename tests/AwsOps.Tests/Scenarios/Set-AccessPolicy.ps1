# Setup
Start-AwsOpsSandbox -Region eu-west-1
Set-AccessPolicy shop -Path /shop/ -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
Set-AccessPolicy full -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
'1', '2', '3', '4' | ForEach-Object { Set-AccessPolicy full -Document ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'.Replace('"*"', '"arn:aws:s3:::' + $_ + '/*"')) }
$null = New-AccessRole web -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
$null = New-AccessGroup developers -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
$null = New-AccessUser anna -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
# Case
Set-AccessPolicy new -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' -Description 'Reads' -Tag @{ team = 'web' } -PassThru
# Case
Set-AccessPolicy shop -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::shop/*"}]}'
# Case
Set-AccessPolicy full -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::shop/*"}]}' -Force
# Case
Set-AccessPolicy -PolicyArn shop -UserName anna -GroupName developers -RoleName web
# Case
Set-AccessPolicy read -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::shop/*"}]}' -UserName anna -GroupName developers -RoleName web
