New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore
New-AccessRole auditor -TrustedAccountId 444455556666, 777788889999 -ExternalId k7 -PolicyArn SecurityAudit, ReadOnlyAccess
