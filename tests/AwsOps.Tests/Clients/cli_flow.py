"""The AWS CLI, as it is, through the same flow."""
import json

from cli import aws, fails
from shop import LOAD, MAIL, TRUST, at_least, equal, powershell

equal("111122223333", aws("sts get-caller-identity --query Account --output text"))
vpc = aws("ec2 describe-vpcs --filters Name=is-default,Values=true --query Vpcs[0].VpcId --output text")
subnets = aws("ec2 describe-subnets --filters Name=vpc-id,Values={vpc} --query Subnets[].SubnetId --output text", vpc=vpc).split()
web = aws("ec2 create-security-group --group-name web --description web --vpc-id {vpc} --query GroupId --output text", vpc=vpc)
aws("ec2 authorize-security-group-ingress --group-id {web} --protocol tcp --port 80 --cidr 0.0.0.0/0", web=web)
equal("80", aws("ec2 describe-security-groups --group-ids {web} --query SecurityGroups[0].IpPermissions[0].FromPort --output text", web=web))
fails("InvalidGroup.Duplicate", "ec2 create-security-group --group-name web --description web --vpc-id {vpc}", vpc=vpc)

equal("arn:aws:iam::111122223333:role/shop", aws("iam create-role --role-name shop --assume-role-policy-document '" + TRUST + "' --query Role.Arn --output text"))
aws("iam create-instance-profile --instance-profile-name shop")
aws("iam add-role-to-instance-profile --instance-profile-name shop --role-name shop")
fails("EntityAlreadyExists", "iam create-role --role-name shop --assume-role-policy-document '" + TRUST + "'")

image = aws("ec2 describe-images --owners amazon --filters Name=architecture,Values=x86_64 --query Images[0].ImageId --output text")
data = json.dumps({"ImageId": image, "InstanceType": "t3.small", "SecurityGroupIds": [web], "IamInstanceProfile": {"Name": "shop"}})
equal("1", aws("ec2 create-launch-template --launch-template-name shop --launch-template-data '" + data + "' --query LaunchTemplate.LatestVersionNumber --output text"))

group = aws("elbv2 create-target-group --name shop --protocol HTTP --port 80 --vpc-id {vpc} --query TargetGroups[0].TargetGroupArn --output text", vpc=vpc)
balancer = aws("elbv2 create-load-balancer --name shop --security-groups {web} --query LoadBalancers[0].LoadBalancerArn --output text --subnets " + " ".join(subnets), web=web)
powershell("Step-AwsOpsSandbox -Minutes 5")
aws("elbv2 wait load-balancer-available --load-balancer-arns {balancer}", balancer=balancer)
aws("elbv2 create-listener --load-balancer-arn {balancer} --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn={group}", balancer=balancer, group=group)

fails("ValidationError", "autoscaling create-auto-scaling-group --auto-scaling-group-name bad --min-size 3 --max-size 1 --launch-template LaunchTemplateName=shop --vpc-zone-identifier " + subnets[0])
aws("autoscaling create-auto-scaling-group --auto-scaling-group-name shop --min-size 2 --max-size 12 --launch-template LaunchTemplateName=shop --target-group-arns {group} --default-instance-warmup 60 --vpc-zone-identifier " + ",".join(subnets), group=group)
powershell("Step-AwsOpsSandbox -Minutes 10")
equal("InService\tInService", aws("autoscaling describe-auto-scaling-groups --query AutoScalingGroups[0].Instances[].LifecycleState --output text"))
aws("elbv2 wait target-in-service --target-group-arn {group}", group=group)
tracking = '{"PredefinedMetricSpecification":{"PredefinedMetricType":"ASGAverageCPUUtilization"},"TargetValue":50.0}'
equal(2, len(json.loads(aws("autoscaling put-scaling-policy --auto-scaling-group-name shop --policy-name cpu --policy-type TargetTrackingScaling --target-tracking-configuration '" + tracking + "'"))["Alarms"]))
topic = aws("sns create-topic --name ops --query TopicArn --output text")
aws("sns subscribe --topic-arn {topic} --protocol email --notification-endpoint ops@example.com", topic=topic)
powershell("Step-AwsOpsSandbox -Minutes 5")
aws("cloudwatch put-metric-alarm --alarm-name shop-cpu --namespace AWS/EC2 --metric-name CPUUtilization --dimensions Name=AutoScalingGroupName,Value=shop --statistic Average --period 60 --evaluation-periods 3 --threshold 80 --comparison-operator GreaterThanThreshold --alarm-actions {topic}", topic=topic)

powershell(LOAD)
at_least(9, int(aws("autoscaling describe-auto-scaling-groups --auto-scaling-group-names shop --query AutoScalingGroups[0].DesiredCapacity --output text")))
assert "TargetTracking-shop-AlarmHigh" in aws("autoscaling describe-scaling-activities --auto-scaling-group-name shop --query Activities[].Cause --output text"), "no activity by the policy"
assert "to ALARM" in aws("cloudwatch describe-alarm-history --alarm-name shop-cpu --query AlarmHistoryItems[].HistorySummary --output text"), "the alarm never rang"
assert "ALARM" in powershell(MAIL), "no mail of the alarm"

aws("autoscaling delete-auto-scaling-group --auto-scaling-group-name shop --force-delete")
powershell("Step-AwsOpsSandbox -Minutes 15")
equal("[]", aws("autoscaling describe-auto-scaling-groups --query AutoScalingGroups"))
aws("elbv2 delete-load-balancer --load-balancer-arn {balancer}", balancer=balancer)
powershell("Step-AwsOpsSandbox -Minutes 5")
aws("elbv2 delete-target-group --target-group-arn {group}", group=group)
aws("ec2 delete-launch-template --launch-template-name shop")
aws("iam remove-role-from-instance-profile --instance-profile-name shop --role-name shop")
aws("iam delete-instance-profile --instance-profile-name shop")
aws("iam delete-role --role-name shop")
fails("NoSuchEntity", "iam get-role --role-name shop")
aws("cloudwatch delete-alarms --alarm-names shop-cpu")
aws("sns delete-topic --topic-arn {topic}", topic=topic)
aws("ec2 delete-security-group --group-id {web}", web=web)

# Last, as the CLI keeps a --region for the commands that follow in the same process.
question = "pricing get-products --region us-east-1 --service-code AmazonEC2 --format-version aws_v1 --filters Type=TERM_MATCH,Field=regionCode,Value=eu-west-1 Type=TERM_MATCH,Field=instanceType,Value=t3.small Type=TERM_MATCH,Field=operatingSystem,Value=Linux Type=TERM_MATCH,Field=tenancy,Value=Shared Type=TERM_MATCH,Field=capacitystatus,Value=Used"
product = json.loads(json.loads(aws(question))["PriceList"][0])
offer = next(iter(product["terms"]["OnDemand"].values()))
equal("0.0229000000", next(iter(offer["priceDimensions"].values()))["pricePerUnit"]["USD"])
equal("AmazonEC2", aws("pricing describe-services --region eu-central-1 --query Services[].ServiceCode --output text"))
equal("3", aws("ec2 describe-spot-price-history --instance-types t3.small --region eu-west-1 --product-descriptions Linux/UNIX --start-time 2030-01-01T00:00:00Z --query length(SpotPriceHistory)"))
