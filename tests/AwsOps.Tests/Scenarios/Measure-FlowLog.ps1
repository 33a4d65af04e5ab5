# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60
$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 2 -Wait
$null = Send-SandboxTraffic 203.0.113.9 $group.Instance[0].InstanceId 22
$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -S3Uri s3://flows-111122223333/net -CreateBucket -AggregationSeconds 60
Step-AwsOpsSandbox 30
# Case
Measure-FlowLog -LogGroupName flows -By Reject
# Case
(Get-FlowLog).Where({ $_.S3Uri }) | Measure-FlowLog -By Action
# Case
(Get-FlowLog).Where({ $_.LogGroupName }) | Measure-FlowLog -Source LogsInsights -By Port
