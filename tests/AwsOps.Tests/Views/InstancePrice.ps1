Get-InstancePrice t3.small, m6i.large
