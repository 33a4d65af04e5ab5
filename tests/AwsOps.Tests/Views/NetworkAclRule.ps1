$acl = Get-NetworkAcl
Set-NetworkAclRule $acl.NetworkAclId 90 -Action Deny -Protocol all -Cidr 198.51.100.0/24
(Get-NetworkAcl).Rule
