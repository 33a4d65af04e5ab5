$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60
$id = (New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 2 -Wait).Instance.InstanceId
$null = Send-SandboxTraffic 203.0.113.9 $id[0] 22, 3389 -Count 5
$null = Send-SandboxTraffic $id[0] $id[1] 5432 -Count 3 -AnswerBytes 1234567
Step-AwsOpsSandbox 10
Measure-FlowLog -LogGroupName flows -By Port -Interval 0:05
Measure-FlowLog -LogGroupName flows -By Reject
