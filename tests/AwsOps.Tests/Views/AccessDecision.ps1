$null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess
Test-Access shop s3:GetObject arn:aws:s3:::photos/cat.jpg
Test-Access shop s3:PutObject, ec2:TerminateInstances
