<#
.SYNOPSIS
Rehearses a sale before it happens: replays it against a group, finds better settings, proves them on the simulator, compares.
.DESCRIPTION
1. Replays the sale against today's settings: what is lost, what it costs, why the group did not keep up. No account is needed.
2. Searches settings that keep the sale within a limit.
3. Brings them to a group of the sandbox, drives the sale there, and sets what happened beside the replay.
.PARAMETER Peak
Requests per second at the sale's peak.
.PARAMETER MaxBreachMinutes
Minutes a day in which users may notice.
.PARAMETER ReportPath
Where to write the replay of the new settings as a page; none by default.
#>
[CmdletBinding()]
param(
    [double] $Peak = 900,

    [double] $MaxBreachMinutes = 30,

    [string] $ReportPath
)

$ErrorActionPreference = 'Stop'
function Say([string] $text) { $Host.UI.WriteLine($text) }
function Headline([string] $text) { Say ''; Say $text; Say ('-' * $text.Length) }

$sale = @{ CapacityPerInstance = 100; Baseline = 90; Peak = $Peak; RampMinutes = 10; HoldMinutes = 30; StartTime = '2026-11-27T05:30:00Z' }

Headline 'Today: 2 to 20 instances at 50 % CPU'
$today = Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -PricePerHour 0.0228 @sale
$today | Show-ScalingReplay -Width 100

Headline 'Why it did not keep up'
foreach ($decision in $today | Get-ScalingDecision -Outcome Held) {
    if ($decision.Reason -notin 'WithinTarget', 'None') {
        Say ([string]::Format([cultureinfo]::InvariantCulture, '{0:HH:mm} to {1:HH:mm}  {2} ({3})', $decision.From, $decision.To, $decision.Explanation, ($decision.Rule -join ' ')))
    }
}

Headline "Settings for at most $MaxBreachMinutes minutes of breach a day"
$found = Optimize-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -PricePerHour 0.0228 -MaxBreachMinutes $MaxBreachMinutes -HoldBackPercent 0 -MaxCandidates 200 @sale
Say ([string]::Format([cultureinfo]::InvariantCulture, 'tried {0}; best: {1}', $found.Tried.Count, $found.Best))
$found.Pareto | Out-Host

Headline 'The same sale on the simulator, with these settings'
$null = Start-AwsOpsSandbox -Region eu-west-1 -StartTime '2026-11-27T05:30:00Z'
try {
    $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize $found.Best.MinSize -MaxSize 20 -Wait
    for ($i = 0; $i -lt $found.PolicyParameter.Count; $i++) {
        $policy = $found.PolicyParameter[$i]
        $alarm = $found.AlarmParameter[$i]
        $policy.ScalingGroupName = 'shop'
        $made = New-ScalingPolicy @policy
        if ($alarm.Count -gt 0) { $null = $made | New-CpuAlarm @alarm }
    }

    $begin = (Get-AwsOpsSandbox).Now
    $curve = @(
        @{ Minutes = 0; RequestsPerSecond = 90 }
        @{ Minutes = 30; RequestsPerSecond = 90 }
        @{ Minutes = 40; RequestsPerSecond = $Peak }
        @{ Minutes = 70; RequestsPerSecond = $Peak }
        @{ Minutes = 100; RequestsPerSecond = 90 }
    )
    $group | Set-SandboxLoad -Curve $curve -CapacityPerInstance 100
    Step-AwsOpsSandbox -Minutes 150
    $compared = Test-ScalingPolicy shop -Compare -From $begin -CapacityPerInstance 100
    $compared.Difference | Out-Host
    $compared.Fit | Out-Host
    if ($ReportPath) {
        $report = $compared.Model | Export-ScalingReplay $ReportPath -Force
        Say "written: $($report.FullName)"
    }
}
finally {
    Stop-AwsOpsSandbox -Confirm:$false
}
