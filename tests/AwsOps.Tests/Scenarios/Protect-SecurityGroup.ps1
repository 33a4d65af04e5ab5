# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web
$null = Grant-SecurityGroupAccess web -Port 22 -From 0.0.0.0/0
$null = New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup web).SecurityGroupId | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait
$null = New-LoadBalancer shop -Wait -WarningAction Ignore
$null = Enable-FlowLog (Get-SecurityGroup web).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60
$null = Enable-FlowLog (Get-SecurityGroup web).VpcId -S3Uri s3://flows-111122223333 -CreateBucket -AggregationSeconds 60
$null = Send-SandboxTraffic 203.0.113.9 (Get-ScalingGroup shop).Instance[0].InstanceId 22
Step-AwsOpsSandbox 30
# Case
Test-SecurityGroupExposure web | Protect-SecurityGroup -AllowFrom 203.0.113.0/24
# Case
& { $WhatIfPreference = $true; Test-SecurityGroupExposure web | Protect-SecurityGroup }
# Case
& { $WhatIfPreference = $true; Test-SecurityGroupExposure web | Protect-SecurityGroup -LogGroupName flows }
# Case
& { $WhatIfPreference = $true; Test-SecurityGroupExposure web | Protect-SecurityGroup -S3Uri s3://flows-111122223333 }
