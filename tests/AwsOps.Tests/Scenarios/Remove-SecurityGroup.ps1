# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web
# Case
Remove-SecurityGroup web
# Case
Get-SecurityGroup web | Remove-SecurityGroup -PassThru
