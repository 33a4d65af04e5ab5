$null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole
Get-FlowLog
