# Setup
Start-AwsOpsSandbox -Region eu-west-1
$vpc = (Get-SecurityGroup default).VpcId
$null = New-AccessRole flows -Service vpc-flow-logs.amazonaws.com -Policy @{ logs = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}' }
$group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 2 -Wait
$subnet = $group.SubnetId[0]
$eni = (Send-SandboxTraffic 203.0.113.9 $group.Instance[0].InstanceId 22).NetworkInterfaceId[0]
# Case
Enable-FlowLog $vpc -LogGroupName flows -CreateRole -Tag @{ team = 'net' }
# Case
Enable-FlowLog $vpc -S3Uri s3://flows-111122223333/net -CreateBucket
# Case
Enable-FlowLog $subnet, $eni -LogGroupName flows -RoleName flows -AggregationSeconds 60 -TrafficType Reject
