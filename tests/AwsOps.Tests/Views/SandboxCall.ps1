$null = New-LaunchTemplate shop -InstanceType t3.small -ErrorAction Ignore
Add-SandboxFault AccessDenied -Operation Describe* -Count 1
Get-ScalingGroup -ErrorAction Ignore
Get-SandboxEvent
