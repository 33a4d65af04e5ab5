$null = New-SecurityGroup forgotten
$null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 443, 440-450 -From 10.0.0.0/8
Find-SecurityGroupIssue
