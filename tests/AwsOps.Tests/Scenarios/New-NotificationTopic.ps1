# Setup
Start-AwsOpsSandbox -Region eu-west-1
# Case
New-NotificationTopic alarms -Email ops@example.com, night@example.com -Tag @{ team = 'web' }
