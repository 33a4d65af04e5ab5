@{
    RootModule           = 'AwsOps.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5d0c3c0e-7a34-4b8e-9a57-1f3f7d1f7f3b'
    Author               = 'The AwsOps authors'
    CompanyName          = 'The AwsOps authors'
    Copyright            = '(c) The AwsOps authors. MIT licence.'
    Description          = 'Scaling and securing AWS in tasks, not API calls: Auto Scaling, access, network exposure, alarms, backup. Everything can be rehearsed offline against an embedded AWS simulator before it touches an account.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @(
        'Access.Format.ps1xml'
        'Exposure.Format.ps1xml'
        'LoadBalancing.Format.ps1xml'
        'Monitoring.Format.ps1xml'
        'Network.Format.ps1xml'
        'Scaling.Format.ps1xml'
        'Session.Format.ps1xml'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Add-SandboxFault'
        'Connect-AwsOps'
        'Disconnect-AwsOps'
        'Get-AccessRole'
        'Get-AwsOpsSandbox'
        'Get-AwsOpsSession'
        'Get-LaunchTemplate'
        'Get-LoadBalancer'
        'Get-MetricAlarm'
        'Get-NotificationTopic'
        'Get-SandboxEvent'
        'Get-SandboxLoad'
        'Get-ScalingActivity'
        'Get-ScalingGroup'
        'Get-ScalingPolicy'
        'Get-ScalingSchedule'
        'Get-SecurityGroup'
        'Get-TargetHealth'
        'Grant-SecurityGroupAccess'
        'New-AccessRole'
        'New-CpuAlarm'
        'New-LaunchTemplate'
        'New-LoadBalancer'
        'New-NotificationTopic'
        'New-ScalingGroup'
        'New-ScalingPolicy'
        'New-ScalingSchedule'
        'New-SecurityGroup'
        'Remove-AccessRole'
        'Remove-LaunchTemplate'
        'Remove-LoadBalancer'
        'Remove-MetricAlarm'
        'Remove-SandboxFault'
        'Remove-ScalingGroup'
        'Remove-ScalingPolicy'
        'Remove-ScalingSchedule'
        'Remove-SecurityGroup'
        'Revoke-SecurityGroupAccess'
        'Set-SandboxLoad'
        'Set-ScalingGroup'
        'Start-AwsOpsSandbox'
        'Step-AwsOpsSandbox'
        'Stop-AwsOpsSandbox'
        'Test-SecurityGroupExposure'
        'Watch-ScalingGroup'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @('AWS', 'AutoScaling', 'EC2', 'IAM', 'Security', 'CloudWatch', 'Backup', 'Simulator', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://licenses.nuget.org/MIT'
            ReleaseNotes = 'See CHANGELOG.md in the module folder.'
        }
    }
}
