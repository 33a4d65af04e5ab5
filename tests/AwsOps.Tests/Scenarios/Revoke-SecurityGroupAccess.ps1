# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web; $null = Get-SecurityGroup web | Grant-SecurityGroupAccess -Port 22 -From 203.0.113.0/24; $null = Get-SecurityGroup web | Grant-SecurityGroupAccess -Port 443 -From 10.0.0.0/8 -Egress
# Case
Revoke-SecurityGroupAccess web -Port 22 -From 203.0.113.0/24
# Case
Revoke-SecurityGroupAccess web -Port 443 -From 10.0.0.0/8 -Egress
