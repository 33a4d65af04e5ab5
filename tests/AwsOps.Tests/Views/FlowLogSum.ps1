$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60
$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 2 -Wait
$null = Send-SandboxTraffic 203.0.113.9 $group.Instance[0].InstanceId 22, 3389 -Count 5
Step-AwsOpsSandbox 10
Measure-FlowLog -LogGroupName flows -By Reject
