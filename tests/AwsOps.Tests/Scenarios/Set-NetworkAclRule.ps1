# Setup
Start-AwsOpsSandbox -Region eu-west-1
$acl = Get-NetworkAcl
# Case
Set-NetworkAclRule $acl.NetworkAclId 90 -Action Deny -Protocol all -Cidr 198.51.100.0/24
# Case
$acl | Set-NetworkAclRule -RuleNumber 100 -Action Allow -Protocol all -Cidr 10.0.0.0/8
# Case
$acl | Set-NetworkAclRule -RuleNumber 100 -NewRuleNumber 200
# Case
$acl | Set-NetworkAclRule -Renumber -Step 50
