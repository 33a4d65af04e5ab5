$vpc = (Get-SecurityGroup default).VpcId
Enable-FlowLog $vpc -LogGroupName /vpc/flows -CreateRole -AggregationSeconds 60
Enable-FlowLog $vpc -S3Uri s3://flows-111122223333/net -CreateBucket -TrafficType Reject
