# Smoke test of the packaged module, for machines with pwsh and Pester 5: Invoke-Pester tests/pester
BeforeAll {
    $version = (Import-PowerShellDataFile "$PSScriptRoot/../../AwsOps.psd1").ModuleVersion
    Import-Module "$PSScriptRoot/../../out/AwsOps/$version/AwsOps.psd1" -Force
}

Describe 'AwsOps' {
    BeforeEach { $null = Start-AwsOpsSandbox -Region eu-west-1 -Force }
    AfterAll { Stop-AwsOpsSandbox -Confirm:$false }

    It 'exports its cmdlets' {
        (Get-Command -Module AwsOps).Count | Should -BeGreaterThan 40
    }

    It 'composes: template, group, policy, alarm' {
        $alarm = New-LaunchTemplate shop -InstanceType t3.small |
            New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait |
            New-ScalingPolicy -TargetCpu 50 |
            New-CpuAlarm -Email ops@example.com
        $alarm.AlarmName | Should -Be 'shop-cpu-above-80'
        (Get-ScalingGroup shop).InService | Should -Be 2
    }

    It 'survives a flash sale' {
        $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
        $null = $group | New-ScalingPolicy -TargetCpu 50 | New-CpuAlarm -Threshold 80 -Minutes 3 -Email ops@example.com
        Step-AwsOpsSandbox -Minutes 5
        $group | Set-SandboxLoad -RequestsPerSecond 900 -CapacityPerInstance 100
        Step-AwsOpsSandbox -Minutes 30
        (Get-ScalingGroup shop).InService | Should -BeGreaterThan 8
        (Get-ScalingActivity shop).Count | Should -BeGreaterThan 8
        (Get-SandboxEvent -Mail).Subject | Should -Match 'ALARM'
    }

    It 'changes nothing under -WhatIf' {
        New-LaunchTemplate shop -InstanceType t3.small -WhatIf
        Get-LaunchTemplate | Should -BeNullOrEmpty
    }

    It 'goes on after a missing item' {
        $null = New-LaunchTemplate shop -InstanceType t3.small
        $found = Get-LaunchTemplate nothing, shop -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.LaunchTemplateName | Should -Be 'shop'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'LaunchTemplateNotFound*'
    }

    It 'shows help with examples' {
        (Get-Help New-ScalingGroup).examples.example.Count | Should -BeGreaterOrEqual 2
    }
}
