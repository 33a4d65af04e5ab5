$null = New-AccessRole shop -PolicyArn AmazonS3FullAccess
New-LeastPrivilegePolicy -Principal shop -Action s3:GetObject -Resource arn:aws:s3:::photos/*
New-LeastPrivilegePolicy -Principal shop -Action sqs:SendMessage -Resource arn:aws:sqs:eu-west-1:111122223333:orders
New-LeastPrivilegePolicy -Action s3:GetObject, s3:PutObject -Resource arn:aws:s3:::photos/*
