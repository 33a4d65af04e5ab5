# Setup
Start-AwsOpsSandbox -Region eu-west-1
# Case
New-LaunchTemplate -LaunchTemplateName shop -InstanceType t3.small -Tag @{ team = 'web' }
# Case
try { New-LaunchTemplate -LaunchTemplateName shop -InstanceType t3.smal -ErrorAction Stop } catch { $null = $_ }; New-LaunchTemplate -LaunchTemplateName other -InstanceType m7g.large
