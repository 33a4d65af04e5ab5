# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; $web = New-SecurityGroup web; $null = $web | New-LaunchTemplate next -InstanceType t3.medium; $subnets = (Get-ScalingGroup shop).SubnetId; $front = New-LoadBalancer front -WarningAction Ignore; $back = New-LoadBalancer back -Internal -WarningAction Ignore; Set-ScalingGroup shop -TargetGroupArn $front.TargetGroupArn
# Case
Set-ScalingGroup shop -MinSize 3 -MaxSize 12 -DesiredCapacity 4 -Tag @{ team = 'web' }
# Case
Get-ScalingGroup | Set-ScalingGroup -LaunchTemplateName next -SubnetId $subnets[0], $subnets[1] -PassThru
# Case
try { Set-ScalingGroup shop -InstanceType t3.smal -ErrorAction Stop } catch { $null = $_ }; Set-ScalingGroup shop -InstanceType t3.small, t3.medium -OnDemandBase 1
# Case
$null = Set-ScalingGroup shop -TargetGroupArn $back.TargetGroupArn
