$null = New-NotificationTopic alarms -Email ops@example.com
Step-AwsOpsSandbox -Minutes 90 -PassThru
