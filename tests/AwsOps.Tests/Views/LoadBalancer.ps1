New-LoadBalancer shop -Wait -WarningAction Ignore
New-LoadBalancer a-name-of-thirty-two-characters1 -Internal -WarningAction Ignore
