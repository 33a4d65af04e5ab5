# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-NotificationTopic alarms -Email ops@example.com
# Case
Remove-NotificationTopic alarms -Confirm:$false
# Case
Get-NotificationTopic | Remove-NotificationTopic -PassThru -Confirm:$false
