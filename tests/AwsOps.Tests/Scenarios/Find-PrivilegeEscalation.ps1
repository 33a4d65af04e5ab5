# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-AccessRole shop -PolicyArn IAMFullAccess
$null = New-AccessRole bounded -PermissionsBoundary arn:aws:iam::aws:policy/ReadOnlyAccess
# Case
Find-PrivilegeEscalation
# Case
Find-PrivilegeEscalation shop
