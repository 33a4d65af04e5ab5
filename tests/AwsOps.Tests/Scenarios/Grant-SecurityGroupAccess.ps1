# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web
$null = Grant-SecurityGroupAccess web -Port 22 -From 203.0.113.0/24 -Description 'Old words'
$null = Grant-SecurityGroupAccess web -Port 25 -From 10.0.0.0/8 -Egress -Description 'Old words'
# Case
Grant-SecurityGroupAccess web -Port 80, 443 -From 0.0.0.0/0 -Tag @{ team = 'web' }
# Case
Get-SecurityGroup web | Grant-SecurityGroupAccess -Port 443 -From 10.0.0.0/8 -Egress
# Case
$null = Get-SecurityGroup web; Grant-SecurityGroupAccess web -Port 22 -From 203.0.113.0/24 -Description 'New words'
# Case
Grant-SecurityGroupAccess web -Port 25 -From 10.0.0.0/8 -Egress -Description 'New words'
