"""boto3, as it is, builds the shop of the flash sale, sees it scale, and takes it down."""
import boto3
from botocore.exceptions import ClientError
from shop import LOAD, MAIL, TRUST, at_least, equal, powershell


def fails(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        equal(code, error.response["Error"]["Code"])
        assert error.response["ResponseMetadata"]["RequestId"], "no request id"
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} expected, and the call succeeded")


ec2, iam, elb, asg, cloudwatch, sns, sts = (
    boto3.client(name) for name in ("ec2", "iam", "elbv2", "autoscaling", "cloudwatch", "sns", "sts"))

equal("111122223333", sts.get_caller_identity()["Account"])

# Network
vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
subnets = [s["SubnetId"] for page in ec2.get_paginator("describe_subnets").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}]) for s in page["Subnets"]]
at_least(2, len(subnets))
web = ec2.create_security_group(GroupName="web", Description="the world reaches it", VpcId=vpc)["GroupId"]
ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "shop"}]}])
rule = ec2.describe_security_groups(GroupIds=[web])["SecurityGroups"][0]["IpPermissions"][0]
equal((80, "0.0.0.0/0", "shop"), (rule["FromPort"], rule["IpRanges"][0]["CidrIp"], rule["IpRanges"][0]["Description"]))
fails("InvalidGroup.Duplicate", ec2.create_security_group, GroupName="web", Description="again", VpcId=vpc)
fails("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=web, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])

# Role and instance profile
role = iam.create_role(RoleName="shop", AssumeRolePolicyDocument=TRUST)["Role"]
equal("arn:aws:iam::111122223333:role/shop", role["Arn"])
equal("ec2.amazonaws.com", iam.get_role(RoleName="shop")["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"])
iam.attach_role_policy(RoleName="shop", PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
iam.create_instance_profile(InstanceProfileName="shop")
iam.add_role_to_instance_profile(InstanceProfileName="shop", RoleName="shop")
iam.get_waiter("instance_profile_exists").wait(InstanceProfileName="shop")
fails("EntityAlreadyExists", iam.create_role, RoleName="shop", AssumeRolePolicyDocument=TRUST)
fails("DeleteConflict", iam.delete_role, RoleName="shop")

# Launch template
image = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]["ImageId"]
template = ec2.create_launch_template(
    LaunchTemplateName="shop",
    LaunchTemplateData={"ImageId": image, "InstanceType": "t3.small", "SecurityGroupIds": [web], "IamInstanceProfile": {"Name": "shop"}, "MetadataOptions": {"HttpTokens": "required"}},
)["LaunchTemplate"]
equal(1, template["LatestVersionNumber"])

# Load balancer
group = elb.create_target_group(Name="shop", Protocol="HTTP", Port=80, VpcId=vpc, HealthCheckPath="/")["TargetGroups"][0]["TargetGroupArn"]
balancer = elb.create_load_balancer(Name="shop", Subnets=subnets, SecurityGroups=[web])["LoadBalancers"][0]
equal("provisioning", balancer["State"]["Code"])
arn = balancer["LoadBalancerArn"]
powershell("Step-AwsOpsSandbox -Minutes 5")
elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[arn])
elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
fails("DuplicateListener", elb.create_listener, LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])

# Group
fails("ValidationError", asg.create_auto_scaling_group, AutoScalingGroupName="bad", MinSize=3, MaxSize=1, VPCZoneIdentifier=subnets[0], LaunchTemplate={"LaunchTemplateName": "shop"})
asg.create_auto_scaling_group(
    AutoScalingGroupName="shop", MinSize=2, MaxSize=12, VPCZoneIdentifier=",".join(subnets), TargetGroupARNs=[group],
    LaunchTemplate={"LaunchTemplateName": "shop", "Version": "$Latest"}, HealthCheckType="ELB", HealthCheckGracePeriod=120, DefaultInstanceWarmup=60)
powershell("Step-AwsOpsSandbox -Minutes 10")
shop = asg.describe_auto_scaling_groups(AutoScalingGroupNames=["shop"])["AutoScalingGroups"][0]
equal(["InService", "InService"], [i["LifecycleState"] for i in shop["Instances"]])
equal(2, len({i["AvailabilityZone"] for i in shop["Instances"]}))
elb.get_waiter("target_in_service").wait(TargetGroupArn=group)
reservations = ec2.describe_instances(InstanceIds=[i["InstanceId"] for i in shop["Instances"]])["Reservations"]
equal({"running"}, {i["State"]["Name"] for r in reservations for i in r["Instances"]})

# Policy, alarm and mail
policy = asg.put_scaling_policy(
    AutoScalingGroupName="shop", PolicyName="cpu", PolicyType="TargetTrackingScaling",
    TargetTrackingConfiguration={"PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"}, "TargetValue": 50.0})
equal(2, len(policy["Alarms"]))
topic = sns.create_topic(Name="ops")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@example.com")
powershell("Step-AwsOpsSandbox -Minutes 5")
cloudwatch.put_metric_alarm(
    AlarmName="shop-cpu", Namespace="AWS/EC2", MetricName="CPUUtilization", Dimensions=[{"Name": "AutoScalingGroupName", "Value": "shop"}],
    Statistic="Average", Period=60, EvaluationPeriods=3, Threshold=80.0, ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic])

# The load comes
powershell(LOAD)
shop = asg.describe_auto_scaling_groups(AutoScalingGroupNames=["shop"])["AutoScalingGroups"][0]
at_least(9, shop["DesiredCapacity"])
activities = [a for page in asg.get_paginator("describe_scaling_activities").paginate(AutoScalingGroupName="shop", PaginationConfig={"PageSize": 3}) for a in page["Activities"]]
at_least(9, len(activities))
assert any("a monitor alarm TargetTracking-shop-AlarmHigh" in a["Cause"] for a in activities), activities[0]["Cause"]
history = cloudwatch.describe_alarm_history(AlarmName="shop-cpu", HistoryItemType="StateUpdate")["AlarmHistoryItems"]
assert any("to ALARM" in item["HistorySummary"] for item in history), history
assert "ALARM" in powershell(MAIL), "no mail of the alarm"
now = history[0]["Timestamp"]
points = cloudwatch.get_metric_statistics(
    Namespace="AWS/EC2", MetricName="CPUUtilization", Dimensions=[{"Name": "AutoScalingGroupName", "Value": "shop"}],
    StartTime=now.timestamp() - 3600, EndTime=now.timestamp() + 3600, Period=60, Statistics=["Maximum"])["Datapoints"]
at_least(80.0, max(p["Maximum"] for p in points))

# Down again
fails("ResourceInUse", asg.delete_auto_scaling_group, AutoScalingGroupName="shop")
asg.delete_auto_scaling_group(AutoScalingGroupName="shop", ForceDelete=True)
powershell("Step-AwsOpsSandbox -Minutes 15")
equal([], asg.describe_auto_scaling_groups()["AutoScalingGroups"])
equal([], [a["AlarmName"] for a in cloudwatch.describe_alarms(AlarmNamePrefix="TargetTracking-")["MetricAlarms"]])
elb.delete_load_balancer(LoadBalancerArn=arn)
elb.get_waiter("load_balancers_deleted").wait(LoadBalancerArns=[arn])
powershell("Step-AwsOpsSandbox -Minutes 5")
elb.delete_target_group(TargetGroupArn=group)
fails("LoadBalancerNotFound", elb.describe_load_balancers, LoadBalancerArns=[arn])
ec2.delete_launch_template(LaunchTemplateName="shop")
iam.remove_role_from_instance_profile(InstanceProfileName="shop", RoleName="shop")
iam.delete_instance_profile(InstanceProfileName="shop")
iam.detach_role_policy(RoleName="shop", PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
iam.delete_role(RoleName="shop")
fails("NoSuchEntity", iam.get_role, RoleName="shop")
cloudwatch.delete_alarms(AlarmNames=["shop-cpu"])
sns.delete_topic(TopicArn=topic)
ec2.delete_security_group(GroupId=web)
fails("InvalidGroup.NotFound", ec2.describe_security_groups, GroupIds=[web])
