$null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess -Policy @{ office = '{"Version":"2012-10-17","Statement":[{"Sid":"Office","Effect":"Allow","Action":"sqs:SendMessage","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}},{"Sid":"NoLogs","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/*"}]}' }
Test-Access shop s3:GetObject, s3:PutObject arn:aws:s3:::photos/cat.jpg, arn:aws:s3:::logs/2026
Test-Access shop sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:orders
