# Setup
Start-AwsOpsSandbox -Region eu-west-1
# Case
New-NetworkAcl
# Case
New-NetworkAcl -CopyRuleFrom (Get-NetworkAcl).NetworkAclId -SubnetId (Get-NetworkAcl).SubnetId[0]
