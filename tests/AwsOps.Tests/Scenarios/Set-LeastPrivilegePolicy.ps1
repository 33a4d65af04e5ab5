# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessUser anna -PolicyArn AmazonS3FullAccess -Policy @{ old = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}' }
$null = New-AccessGroup staff -PolicyArn AmazonS3FullAccess -Policy @{ old = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}' }
$null = New-AccessRole shop -PolicyArn AmazonS3FullAccess -Policy @{ old = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}' }
Set-AccessPolicy photos -Document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
1..4 | ForEach-Object { Set-AccessPolicy photos -Document "{`"Version`":`"2012-10-17`",`"Statement`":{`"Effect`":`"Allow`",`"Action`":`"s3:*`",`"Resource`":`"arn:aws:s3:::photos-$_/*`"}}" }
$policy = New-LeastPrivilegePolicy -Action s3:GetObject -Resource arn:aws:s3:::photos/*
# Case
$policy | Set-LeastPrivilegePolicy -UserName anna -Replace
# Case
$policy | Set-LeastPrivilegePolicy -GroupName staff -Replace
# Case
$policy | Set-LeastPrivilegePolicy -RoleName shop -Replace
# Case
$policy | Set-LeastPrivilegePolicy -UserName anna -PolicyName fresh -Managed -PassThru
# Case
$policy | Set-LeastPrivilegePolicy -GroupName staff -PolicyName photos -Managed -Force
# Case
$policy | Set-LeastPrivilegePolicy -RoleName shop -PolicyName photos -Managed -Force
