# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessRole shop -PolicyArn AmazonS3ReadOnlyAccess
$null = New-AccessRole bounded -PermissionsBoundary arn:aws:iam::aws:policy/ReadOnlyAccess
# Case
Test-Access shop s3:GetObject arn:aws:s3:::photos/cat.jpg
# Case
Get-AccessRole shop | Test-Access -Action 's3:Put*' -Expand
