# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessUser anna, build
$null = New-AccessKey build
# Case
Get-CredentialReport
