# Setup
Start-AwsOpsSandbox -Region eu-west-1
$null = New-LoadBalancer shop -Wait -WarningAction Ignore
# Case
Remove-LoadBalancer shop -Confirm:$false
# Case
Get-LoadBalancer | Remove-LoadBalancer -PassThru -Confirm:$false
