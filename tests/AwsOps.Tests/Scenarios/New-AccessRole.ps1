# Setup
Start-AwsOpsSandbox -Region eu-west-1
# Case
New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' } -Tag @{ team = 'web' }
# Case
New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7
