$null = New-AccessRole shop -PolicyArn IAMFullAccess
Find-PrivilegeEscalation shop
