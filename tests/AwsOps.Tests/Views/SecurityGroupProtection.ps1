$null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22, 443 -From 0.0.0.0/0 -WarningAction Ignore
Test-SecurityGroupExposure -Port 22 | Protect-SecurityGroup -AllowFrom 203.0.113.0/24
