$null = New-SecurityGroup web -Description 'The world reaches the load balancer' | Grant-SecurityGroupAccess -Port 80, 443 -From 0.0.0.0/0
$null = New-SecurityGroup 'a [b] group; (odd) $name!'
Get-SecurityGroup
