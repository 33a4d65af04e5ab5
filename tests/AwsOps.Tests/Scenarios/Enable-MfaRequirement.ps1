# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessGroup people
$null = New-AccessUser anna -GroupName people
$null = New-AccessUser ben
Set-AccessPolicy Older -Document '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}'
# Case
Enable-MfaRequirement people -PassThru
# Case
Enable-MfaRequirement -UserName ben -PolicyName Older
