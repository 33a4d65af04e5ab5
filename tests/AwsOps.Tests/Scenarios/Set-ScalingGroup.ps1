# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; $null = New-LaunchTemplate next -InstanceType t3.medium; $subnets = (Get-ScalingGroup shop).SubnetId
# Case
Set-ScalingGroup shop -MinSize 3 -MaxSize 12 -DesiredCapacity 4 -Tag @{ team = 'web' }
# Case
Get-ScalingGroup | Set-ScalingGroup -LaunchTemplateName next -SubnetId $subnets[0], $subnets[1] -PassThru
# Case
try { Set-ScalingGroup shop -InstanceType t3.smal -ErrorAction Stop } catch { $null = $_ }; Set-ScalingGroup shop -InstanceType t3.small, t3.medium -OnDemandBase 1
