# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web
$null = Grant-SecurityGroupAccess web -Port 22 -From 0.0.0.0/0
$null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait
$null = New-LoadBalancer shop -Wait -WarningAction Ignore
# Case
Find-SecurityGroupIssue
