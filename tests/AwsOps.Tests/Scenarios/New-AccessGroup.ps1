# Setup
Start-AwsOpsSandbox -Region eu-west-1
Set-AccessPolicy shop -Path /shop/ -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
# Case
New-AccessGroup developers, operators -PolicyArn shop -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
