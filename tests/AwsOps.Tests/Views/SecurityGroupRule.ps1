$null = New-SecurityGroup app
New-SecurityGroup web | Grant-SecurityGroupAccess -Port 80, 8000-8100 -From 10.0.0.0/8, 2001:db8:1234:5678::/64 -Description 'Clients inside'
Grant-SecurityGroupAccess web -Port all -FromSecurityGroupId app -Protocol udp
Grant-SecurityGroupAccess web -Protocol icmp -IcmpType 8 -From 10.0.0.0/8
Grant-SecurityGroupAccess web -Protocol all -Egress -To 10.0.0.0/8
