$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60
$id = (New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 2 -Wait).Instance.InstanceId
$null = Send-SandboxTraffic $id[0] $id[1] 80
Step-AwsOpsSandbox 60
$now = (Get-AwsOpsSandbox).Now
$null = Send-SandboxTraffic 203.0.113.9 $id[0] (1..60)
$null = Send-SandboxTraffic $id[0] $id[1] 22
Step-AwsOpsSandbox 10
Find-FlowLogAnomaly -LogGroupName flows -Start $now -BaselineStart $now.AddHours(-1) -Interval 0:05
