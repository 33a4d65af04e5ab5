# Setup
Start-AwsOpsSandbox -Region eu-west-1
Set-AccessPolicy shop -Path /shop/ -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
$null = New-AccessRole other -OidcProvider gitlab.com -OidcSubject 'project_path:shop/web:*' -CreateOidcProvider
# Case
New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore, shop -PermissionsBoundary shop -Policy @{ read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}' } -Tag @{ team = 'web' }
# Case
New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7 -RequireMfa -MaxSessionSeconds 7200
# Case
New-AccessRole deploy -OidcProvider token.actions.githubusercontent.com -OidcSubject 'repo:shop/web:*' -CreateOidcProvider
# Case
New-AccessRole deploy -OidcProvider https://gitlab.com -OidcSubject 'project_path:shop/web:*' -OidcAudience shop -CreateOidcProvider
