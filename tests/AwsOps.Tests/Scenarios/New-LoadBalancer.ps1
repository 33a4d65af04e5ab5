# Setup
Start-AwsOpsSandbox -Region eu-west-1
$web = New-SecurityGroup web
# Case
New-LoadBalancer shop -SecurityGroupId $web.SecurityGroupId -Wait
# Case
New-LoadBalancer inner -Internal -WarningAction Ignore
