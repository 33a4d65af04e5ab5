$null = New-AccessGroup developers
$null = New-AccessUser anna -GroupName developers
$null = New-AccessUser build -PolicyArn ReadOnlyAccess
$null = New-AccessKey build
Get-AccessUser
