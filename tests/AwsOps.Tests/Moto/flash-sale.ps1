# The flash sale's build-up, the same on every backend: emits "key = value" for what the cmdlets report on the way.
# Identifiers are told by what they belong to, since every backend makes its own.
$ErrorActionPreference = 'Stop'
$ids = @{}
function Name([object] $text) { foreach ($id in $ids.Keys) { $text = "$text".Replace($id, $ids[$id]) }; "$text" }
function Fact([string] $key, [object] $value) { "$key = $(Name (@($value) -join ', '))" }
function Failure([string] $key, [scriptblock] $work) { try { $null = & $work; Fact $key 'no error' } catch { Fact $key $_.FullyQualifiedErrorId.Split(',')[0] } }
function Rules([object[]] $rules) { ($rules | ForEach-Object { "$($_.Direction) $($_.Protocol) $($_.FromPort)-$($_.ToPort) $(Name $_.Peer)" } | ForEach-Object { $_ }) -join '; ' }

# Network rules
$front = New-SecurityGroup shop-front -Description 'The world reaches the load balancer'
$back = New-SecurityGroup shop-back -Description 'Only the load balancer reaches the instances'
$ids[$front.SecurityGroupId] = '<front>'; $ids[$back.SecurityGroupId] = '<back>'; $ids[$front.VpcId] = '<vpc>'
$null = $front | Grant-SecurityGroupAccess -Port 80 -From 0.0.0.0/0 -Description shop
$null = $back | Grant-SecurityGroupAccess -Port 80 -FromSecurityGroupId $front.SecurityGroupId
Fact 'front name' $front.SecurityGroupName
Fact 'front rules' ((Get-SecurityGroup shop-front).Rule.Count)
Fact 'back rules' ((Get-SecurityGroup shop-back).Rule.Count)
Fact 'grant again' (@(Get-SecurityGroup shop-front | Grant-SecurityGroupAccess -Port 80 -From 0.0.0.0/0).Count)
Failure 'security group again' { New-SecurityGroup shop-front -ErrorAction Stop }
Failure 'host bits' { $front | Grant-SecurityGroupAccess -Port 80 -From 10.0.0.1/8 -ErrorAction Stop }

# Role
$role = New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore -Description 'Session Manager, and nothing else'
Fact 'role' (@($role.RoleName) + $role.PolicyArn)
Fact 'role profile' $role.InstanceProfileName
Failure 'role again' { New-AccessRole shop -ErrorAction Stop }

# Load balancer
$balancer = New-LoadBalancer shop -SecurityGroupId $front.SecurityGroupId -Wait
Fact 'load balancer' $balancer.LoadBalancerName, $balancer.Scheme, $balancer.State
Fact 'target groups' $balancer.TargetGroupArn.Count
Failure 'load balancer again' { New-LoadBalancer shop -SecurityGroupId $front.SecurityGroupId -ErrorAction Stop }

# Template
$template = $role | New-LaunchTemplate shop -InstanceType t3.small -SecurityGroupId $back.SecurityGroupId -Tag @{ app = 'shop' }
Fact 'template' $template.LaunchTemplateName, $template.InstanceType, $template.LatestVersion
Fact 'spot zones' (Get-InstancePrice t3.small -PurchaseOption Spot).Zone
Failure 'template again' { New-LaunchTemplate shop -InstanceType t3.small -ErrorAction Stop }
Failure 'unknown type' { New-LaunchTemplate other -InstanceType t3.smal -ErrorAction Stop }

# Group
Failure 'impossible sizes' { $template | New-ScalingGroup bad -MinSize 3 -MaxSize 1 -ErrorAction Stop }
$group = $template | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -TargetGroupArn $balancer.TargetGroupArn -HealthCheckGracePeriod 120 -DefaultWarmup 90 -Tag @{ app = 'shop' } -Wait
Fact 'group' $group.ScalingGroupName, $group.MinSize, $group.MaxSize, $group.DesiredCapacity
Fact 'in service' $group.InService
Fact 'warmup' $group.DefaultWarmup
Fact 'zones used' (@($group.Instance | ForEach-Object { $_.Zone }) | ForEach-Object -Begin { $zones = @{} } -Process { $zones[$_] = 1 } -End { $zones.Count })
Fact 'health' (@(Get-TargetHealth $balancer.TargetGroupArn | ForEach-Object { $_.State }))
Failure 'group again' { $template | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -ErrorAction Stop }
Fact 'activities' (@(Get-ScalingActivity shop).Count)

# Policy, schedule, alarm
$policy = $group | New-ScalingPolicy -TargetCpu 50
Fact 'policy' $policy.ScalingPolicyName, $policy.PolicyType
Fact 'policy alarms' $policy.AlarmName.Count
$null = $group | New-ScalingSchedule before-the-sale -At ([datetime]::UtcNow.AddYears(1)) -MinSize 4
Fact 'schedule' (@(Get-ScalingSchedule shop) | ForEach-Object { "$($_.ScalingScheduleName) min $($_.MinSize)" })
$alarm = $group | New-CpuAlarm -Threshold 80 -Minutes 3 -Email ops@example.com
Fact 'alarm' $alarm.AlarmName, $alarm.Threshold, $alarm.State
Failure 'alarm again' { $group | New-CpuAlarm -Threshold 80 -ErrorAction Stop }
Fact 'topic' (@(Get-NotificationTopic) | ForEach-Object { $_.TopicName })

# A change, and a second time
$null = Set-ScalingGroup shop -MaxSize 12 -DesiredCapacity 4
Fact 'set' (Get-ScalingGroup shop | ForEach-Object { $_.MaxSize; $_.DesiredCapacity })
Failure 'set beyond' { Set-ScalingGroup shop -DesiredCapacity 99 -ErrorAction Stop }
Failure 'remove a busy group' { Remove-ScalingGroup shop -Confirm:$false -ErrorAction Stop }
Failure 'remove nothing' { Remove-ScalingGroup nothing -Confirm:$false -ErrorAction Stop }

# Down again
Get-MetricAlarm $alarm.AlarmName | Remove-MetricAlarm -Confirm:$false
Remove-ScalingSchedule shop before-the-sale -Confirm:$false
Remove-ScalingPolicy shop $policy.ScalingPolicyName -Confirm:$false
Remove-ScalingGroup shop -Force -Wait -Confirm:$false
Remove-LoadBalancer shop -Confirm:$false
Remove-LaunchTemplate shop -Confirm:$false
Remove-AccessRole shop -Confirm:$false
Failure 'remove the security groups' { Get-SecurityGroup shop-back | Remove-SecurityGroup -Confirm:$false -ErrorAction Stop; Get-SecurityGroup shop-front | Remove-SecurityGroup -Confirm:$false -ErrorAction Stop }
Fact 'left' (@(Get-ScalingGroup).Count + @(Get-LoadBalancer).Count + @(Get-LaunchTemplate).Count + @(Get-AccessRole).Count + @(Get-MetricAlarm).Count)
