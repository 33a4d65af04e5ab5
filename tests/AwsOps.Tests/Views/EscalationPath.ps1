$null = New-AccessRole boss -PolicyArn AdministratorAccess
$null = New-AccessUser deploy -PolicyArn AmazonEC2FullAccess -Policy @{ pass = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}}' }
$null = New-AccessUser helper -Policy @{ own = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PutUserPolicy","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}' }
Find-PrivilegeEscalation
