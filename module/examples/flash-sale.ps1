<#
.SYNOPSIS
A shop survives a flash sale: builds it, drives the sale, shows what happened, and takes it down.
.DESCRIPTION
Builds network rules, a role, a launch template, a load balancer, a scaling group with a policy and a schedule, and an
alarm with mail. Then the load grows tenfold within ten minutes, stays, and decays. On the sandbox (the default) this
takes seconds; with -Session it uses the session of Connect-AwsOps, costs money, and can't make the load.
.PARAMETER Sandbox
Runs on the embedded simulator. The default.
.PARAMETER Session
Runs in the account of Connect-AwsOps: builds the shop, shows it, takes it down.
.PARAMETER WatchMinutes
How long to watch the group in an account, in minutes; 0 does not watch.
.PARAMETER Name
Name of everything that is made.
.PARAMETER Email
Address that the alarm mails.
.PARAMETER Seed
Seed of the sandbox: the same seed gives the same sale.
#>
[CmdletBinding(DefaultParameterSetName = 'Sandbox')]
param(
    [Parameter(ParameterSetName = 'Sandbox')]
    [switch] $Sandbox,

    [Parameter(Mandatory, ParameterSetName = 'Session')]
    [switch] $Session,

    [Parameter(ParameterSetName = 'Session')]
    [int] $WatchMinutes = 5,

    [string] $Name = 'shop',

    [string] $Email = 'ops@example.com',

    [int] $Seed = 1
)

$ErrorActionPreference = 'Stop'
$rehearsal = -not $Session

function Say([string] $text) { $Host.UI.WriteLine($text) }
function Headline([string] $text) { Say ''; Say $text; Say ('-' * $text.Length) }
function Bar([double] $value, [double] $full, [int] $width, [char] $mark) {
    [string]::new($mark, [int] [Math]::Min($width, [Math]::Round($width * $value / $full))).PadRight($width)
}

if ($rehearsal) {
    $null = Start-AwsOpsSandbox -Region eu-west-1 -StartTime '2026-11-27T05:30:00Z' -Seed $Seed
}

$made = @()
try {
    Headline 'The shop'
    $front = New-SecurityGroup "$Name-front" -Description 'The world reaches the load balancer'
    $made += { Get-SecurityGroup "$Name-front" | Remove-SecurityGroup -Confirm:$false }
    $null = $front | Grant-SecurityGroupAccess -Port 80 -From 0.0.0.0/0

    $back = New-SecurityGroup "$Name-back" -Description 'Only the load balancer reaches the instances'
    $made += { Get-SecurityGroup "$Name-back" | Remove-SecurityGroup -Confirm:$false }
    $null = $back | Grant-SecurityGroupAccess -Port 80 -FromSecurityGroupId $front.SecurityGroupId

    $role = New-AccessRole $Name -PolicyArn AmazonSSMManagedInstanceCore -Description 'Session Manager, and nothing else'
    $made += { Remove-AccessRole $Name -Confirm:$false }

    $balancer = New-LoadBalancer $Name -SecurityGroupId $front.SecurityGroupId -Wait
    $made += { Remove-LoadBalancer $Name -Confirm:$false }

    $template = $role | New-LaunchTemplate $Name -InstanceType t3.small -SecurityGroupId $back.SecurityGroupId -Tag @{ app = $Name }
    $made += { Remove-LaunchTemplate $Name -Confirm:$false }

    $group = $template | New-ScalingGroup $Name -MinSize 2 -MaxSize 20 -TargetGroupArn $balancer.TargetGroupArn -HealthCheckGracePeriod 120 -DefaultWarmup 90 -Wait
    $made += { Remove-ScalingGroup $Name -Force -Wait -Confirm:$false }

    # The schedule has instances ready before the doors open; the policy follows the surge; the alarm tells a person.
    $policy = $group | New-ScalingPolicy -TargetCpu 50
    if ($rehearsal) {
        $null = $group | New-ScalingSchedule 'before-the-sale' -At '2026-11-27T05:50:00Z' -MinSize 4 -DesiredCapacity 4
    }
    $alarm = $policy | New-CpuAlarm -Threshold 80 -Minutes 3 -Email $Email -TopicName $Name
    $made += { Remove-NotificationTopic $Name -Confirm:$false }
    $made += { Get-MetricAlarm $alarm.AlarmName | Remove-MetricAlarm }

    $group | Out-Host
    $policy | Out-Host

    if ($rehearsal) {
        Headline 'The sale: steady, tenfold within ten minutes from 06:00, decay'
        $curve = @(
            @{ Minutes = 0; RequestsPerSecond = 120 }
            @{ Minutes = 28; RequestsPerSecond = 120 }
            @{ Minutes = 38; RequestsPerSecond = 1200 }
            @{ Minutes = 58; RequestsPerSecond = 1200 }
            @{ Minutes = 78; RequestsPerSecond = 150 }
            @{ Minutes = 150; RequestsPerSecond = 120 }
        )
        $group | Set-SandboxLoad -Curve $curve -CapacityPerInstance 150
        Say 'time   load (requests/s)               instances (# serve, . wanted)        CPU'
        for ($minute = 0; $minute -lt 130; $minute += 3) {
            Step-AwsOpsSandbox -Minutes 3
            $now = Get-ScalingGroup $Name
            $samples = (Get-SandboxLoad $Name).Sample
            $last = $samples[$samples.Count - 1]
            $serving = (Bar $now.InService 20 20 '#').TrimEnd()
            $wanted = [string]::new([char] '.', [Math]::Max(0, $now.DesiredCapacity - $now.InService))
            Say ([string]::Format([cultureinfo]::InvariantCulture, '{0:HH:mm}  {1}{2,5:0}   {3} {4,2} of {5,2}   {6,5:0.0} %', $last.Time, (Bar $last.RequestsPerSecond 1200 24 '='), $last.RequestsPerSecond, ($serving + $wanted).PadRight(20), $now.InService, $now.DesiredCapacity, $last.CpuPercent))
        }

        Headline 'What it did, and why'
        $seen = @{}
        $activities = @(Get-ScalingActivity $Name)
        [array]::Reverse($activities)
        foreach ($activity in $activities) {
            $why = ($activity.Cause -split '  At ')[0]
            if (-not $seen.ContainsKey($why)) {
                $seen[$why] = $true
                Say $why
            }
        }

        Headline 'The mail that was sent'
        foreach ($mail in Get-SandboxEvent -Mail) {
            Say ([string]::Format([cultureinfo]::InvariantCulture, '{0:HH:mm}  to {1}: {2}', $mail.Time, $mail.To, $mail.Subject))
        }

        Headline 'The account'
        $load = Get-SandboxLoad $Name
        $total = 0.0
        foreach ($sample in $load.Sample) { $total += 60 * $sample.RequestsPerSecond }
        Say ([string]::Format([cultureinfo]::InvariantCulture, '{0:N0} requests came, {1:N0} were beyond capacity ({2:0.00} %); {3} activities.', $total, $load.LostRequests, 100 * $load.LostRequests / $total, $activities.Count))
    }
    elseif ($WatchMinutes -gt 0) {
        Watch-ScalingGroup $Name -Minutes $WatchMinutes
    }
}
finally {
    Headline 'Taking it down'
    [array]::Reverse($made)
    foreach ($undo in $made) {
        try {
            & $undo
            Say "removed:$($undo.ToString().TrimEnd())"
        }
        catch {
            Say "left behind:$($undo.ToString().TrimEnd()): $_"
        }
    }

    if ($rehearsal) {
        Stop-AwsOpsSandbox -Confirm:$false
    }
}
