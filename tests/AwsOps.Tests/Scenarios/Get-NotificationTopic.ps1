# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-NotificationTopic alarms -Email ops@example.com
# Case
Get-NotificationTopic
# Case
Get-NotificationTopic alarms
