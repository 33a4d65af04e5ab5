(New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 3 -MaxSize 10 -Wait).Instance
