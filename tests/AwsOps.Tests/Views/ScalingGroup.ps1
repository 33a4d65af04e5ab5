New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
New-ScalingGroup 'batch [night] Nächte' -LaunchTemplateName shop -MinSize 0 -MaxSize 100 -DesiredCapacity 12 -InstanceType t3.small, t3.medium -OnDemandBase 1
