# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-SecurityGroup web | New-LaunchTemplate shop -InstanceType t3.small; $lb = New-LoadBalancer shop -Wait
# Case
New-ScalingGroup shop -LaunchTemplateName shop -MinSize 1 -MaxSize 4 -TargetGroupArn $lb.TargetGroupArn -Tag @{ team = 'web' }
# Case
Get-LaunchTemplate shop | New-ScalingGroup shop -MinSize 1 -MaxSize 4 -InstanceType t3.small, t3.medium -OnDemandBase 1 -OnDemandPercentage 50
# Case
try { New-ScalingGroup other -LaunchTemplateName shop -MinSize 1 -MaxSize 4 -InstanceType t3.smal -ErrorAction Stop } catch { $null = $_ }; New-ScalingGroup shop -LaunchTemplateName shop -MinSize 1 -MaxSize 4
