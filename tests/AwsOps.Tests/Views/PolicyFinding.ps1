Test-AccessPolicy -Document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObjct","iam:PassRole"],"Resource":"*"}]}'
$null = New-AccessRole boss -TrustedAccountId 444455556666 -PolicyArn AdministratorAccess
Test-AccessPolicy boss
