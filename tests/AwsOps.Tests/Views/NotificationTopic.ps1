New-NotificationTopic alarms -Email ops@example.com, night@example.com
New-NotificationTopic silent
