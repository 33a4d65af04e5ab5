# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessUser anna, ben, build | New-AccessKey
$null = Update-AccessKey ben, build
Step-AwsOpsSandbox -Minutes 11520
$null = Update-AccessKey build
Step-AwsOpsSandbox -Minutes 11520
# Case
Update-AccessKey anna, ben, build
