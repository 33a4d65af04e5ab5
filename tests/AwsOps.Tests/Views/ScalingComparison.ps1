$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
$null = $group | New-ScalingPolicy -TargetCpu 50
$group | Set-SandboxLoad 300 -CapacityPerInstance 100
Step-AwsOpsSandbox -Minutes 60
$group | Test-ScalingPolicy -Compare -CapacityPerInstance 100
