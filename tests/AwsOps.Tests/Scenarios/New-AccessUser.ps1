# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessGroup developers
Set-AccessPolicy limit -Path /bounds/ -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
$password = [securestring]::new(); 'correct-Horse-7'.ToCharArray() | ForEach-Object { $password.AppendChar($_) }
# Case
New-AccessUser anna, ben -GroupName developers -PolicyArn AmazonSSMManagedInstanceCore -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' } -PermissionsBoundary limit -Password $password -Tag @{ team = 'web' }
