$null = New-SecurityGroup web
$null = Grant-SecurityGroupAccess web -Port 22, 443 -From 0.0.0.0/0 -WarningAction Ignore
$null = Grant-SecurityGroupAccess web -Port 5432 -From 203.0.113.0/24
Test-SecurityGroupExposure
