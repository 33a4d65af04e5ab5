# Setup
Start-AwsOpsSandbox -Region eu-west-1
$web = New-SecurityGroup web
# Case
New-LaunchTemplate -LaunchTemplateName shop -InstanceType t3.small -SecurityGroupId $web.SecurityGroupId -Tag @{ team = 'web' }
# Case
try { New-LaunchTemplate -LaunchTemplateName shop -InstanceType t3.smal -ErrorAction Stop } catch { $null = $_ }; New-LaunchTemplate -LaunchTemplateName other -InstanceType m7g.large
# Case
try { New-LaunchTemplate shop -InstanceType t3.small -ImageId ami-0123456789abcdef0 -ErrorAction Stop } catch { $null = $_ }; try { New-LaunchTemplate shop -InstanceType t3.small -KeyName none -ErrorAction Stop } catch { $null = $_ }; New-LaunchTemplate shop t3.small
# Case
New-LaunchTemplate shop -InstanceType t3.small -Hibernation
