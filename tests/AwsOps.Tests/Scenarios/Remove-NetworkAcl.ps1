# Setup
Start-AwsOpsSandbox -Region eu-west-1
$now = Get-NetworkAcl; $mine = New-NetworkAcl -CopyRuleFrom $now.NetworkAclId -SubnetId $now.SubnetId[0]
# Case
Remove-NetworkAcl $mine.NetworkAclId -Force
