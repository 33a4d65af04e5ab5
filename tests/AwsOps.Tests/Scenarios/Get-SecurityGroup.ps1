# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web
# Case
Get-SecurityGroup
# Case
Get-SecurityGroup web
