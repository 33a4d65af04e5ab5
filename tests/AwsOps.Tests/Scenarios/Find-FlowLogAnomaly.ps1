# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60
$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 2 -Wait
$null = Send-SandboxTraffic 203.0.113.9 $group.Instance[0].InstanceId (1..40)
$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -S3Uri s3://flows-111122223333 -CreateBucket -AggregationSeconds 60
Step-AwsOpsSandbox 30
# Case
Find-FlowLogAnomaly -LogGroupName flows
# Case
Find-FlowLogAnomaly -S3Uri s3://flows-111122223333
# Case
Find-FlowLogAnomaly -LogGroupName flows -Source LogsInsights
