$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 50 }, @{ Minutes = 10; RequestsPerSecond = 500 } -CapacityPerInstance 100
Step-AwsOpsSandbox 15
Get-SandboxLoad
