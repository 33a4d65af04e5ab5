Get-AwsOpsSession
