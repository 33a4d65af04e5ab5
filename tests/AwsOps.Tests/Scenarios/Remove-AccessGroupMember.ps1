# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessGroup developers
$null = New-AccessUser anna, ben -GroupName developers
# Case
Remove-AccessGroupMember developers anna, ben
# Case
Get-AccessUser | Remove-AccessGroupMember -GroupName developers -PassThru
