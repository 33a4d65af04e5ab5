$null = New-AccessRole shop -PolicyArn IAMFullAccess -Policy @{ all = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' }
Get-AccessRole shop | Test-AccessPolicy
