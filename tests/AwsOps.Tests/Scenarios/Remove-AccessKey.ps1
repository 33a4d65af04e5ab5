# Setup
Start-AwsOpsSandbox -Region eu-west-1
$key = New-AccessUser build | New-AccessKey
# Case
Remove-AccessKey $key.AccessKeyId -Force -Confirm:$false
# Case
Get-AccessKey build | Remove-AccessKey -Force -PassThru -Confirm:$false
