# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessUser build -PolicyArn AmazonSSMManagedInstanceCore | New-AccessKey
$null = New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore
Step-AwsOpsSandbox -Minutes 144000
# Case
Get-UnusedAccess
# Case
Get-UnusedAccess -Days 30 -Kind Service, Action
