# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessGroup developers
$null = New-AccessUser anna, ben
# Case
Add-AccessGroupMember developers anna, ben
# Case
Get-AccessUser | Add-AccessGroupMember -GroupName developers -PassThru
