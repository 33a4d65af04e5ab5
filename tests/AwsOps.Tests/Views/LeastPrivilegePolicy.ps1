New-LeastPrivilegePolicy -Action s3:GetObject, s3:ListBucket -Resource arn:aws:s3:::photos, arn:aws:s3:::photos/*
$null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess
New-LeastPrivilegePolicy shop -Days 30
