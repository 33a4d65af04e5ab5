# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web
# Case
Grant-SecurityGroupAccess web -Port 80, 443 -From 0.0.0.0/0
# Case
Get-SecurityGroup web | Grant-SecurityGroupAccess -Port 443 -From 10.0.0.0/8 -Egress
