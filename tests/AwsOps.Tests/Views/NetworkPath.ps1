$null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22 -From 0.0.0.0/0 -WarningAction Ignore
$group = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait
Test-NetworkPath -From internet -To $group.Instance[0].InstanceId -Port 22
Test-NetworkPath -From internet -To $group.Instance[0].InstanceId -Port 443
