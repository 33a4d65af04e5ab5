# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessGroup developers
$null = New-AccessUser anna -GroupName developers
# Case
Get-AccessGroup
# Case
Get-AccessGroup developers
