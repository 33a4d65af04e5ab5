# Setup
Start-AwsOpsSandbox -Region eu-west-1
$key = New-AccessUser build | New-AccessKey
# Case
Set-AccessKey $key.AccessKeyId -Status Inactive
# Case
Get-AccessKey build | Set-AccessKey -Status Inactive -PassThru
