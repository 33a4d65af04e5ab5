$id = (New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 2 -Wait).Instance.InstanceId
Send-SandboxTraffic 203.0.113.9 $id[0] 22
Send-SandboxTraffic $id[0] $id[1] 5432 -Count 3
Send-SandboxTraffic $id[0] $id[1] -Protocol icmp
