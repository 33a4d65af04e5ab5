# Setup
Start-AwsOpsSandbox -Region eu-west-1
$log = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole
# Case
Disable-FlowLog $log.FlowLogId
# Case
Get-FlowLog | Disable-FlowLog -PassThru
