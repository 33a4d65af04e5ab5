$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 2 -Wait
Send-SandboxTraffic -From 203.0.113.9 -To $group.Instance[0].InstanceId -Port 22
Send-SandboxTraffic -From $group.Instance[0].InstanceId -To $group.Instance[1].InstanceId -Port 80, 443 -Count 3
