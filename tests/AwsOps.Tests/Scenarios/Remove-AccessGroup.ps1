# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessGroup developers -PolicyArn AmazonSSMManagedInstanceCore -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' }
$null = New-AccessUser anna -GroupName developers
# Case
Remove-AccessGroup developers -Force
# Case
Get-AccessGroup developers | Remove-AccessGroup -Force -PassThru
