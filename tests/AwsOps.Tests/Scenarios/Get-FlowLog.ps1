# Setup
Start-AwsOpsSandbox -Region eu-west-1
$log = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole
# Case
Get-FlowLog
# Case
Get-FlowLog $log.FlowLogId -LogGroupName flows
