$null = New-AccessUser build -PolicyArn AmazonSSMManagedInstanceCore | New-AccessKey
$null = New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore
Step-AwsOpsSandbox -Minutes 144000
Get-UnusedAccess
