$null = New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7; $null = New-AccessRole open -TrustPolicy '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}' -WarningAction Ignore
Get-ExternalAccess
