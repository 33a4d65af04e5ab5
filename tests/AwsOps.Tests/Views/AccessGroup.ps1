$null = New-AccessGroup developers -PolicyArn ReadOnlyAccess
$null = New-AccessUser anna, ben -GroupName developers
$null = New-AccessGroup empty
Get-AccessGroup
