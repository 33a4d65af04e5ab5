# Setup
Start-AwsOpsSandbox -Region eu-west-1
# Case
Get-NetworkAcl
