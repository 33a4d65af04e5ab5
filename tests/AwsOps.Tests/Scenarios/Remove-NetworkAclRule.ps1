# Setup
Start-AwsOpsSandbox -Region eu-west-1
$acl = Get-NetworkAcl; $null = $acl | Set-NetworkAclRule -RuleNumber 90 -Action Deny -Protocol all -Cidr 198.51.100.0/24
# Case
Remove-NetworkAclRule $acl.NetworkAclId 90
