"""
The AWS CLI puts a Classic Load Balancer in front of a scaling group; the cmdlets see through it, live and in the answers that the
CLI saved. https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html
"""
import os
import tempfile

from cli import aws, fails
from shop import equal, powershell

powershell("""$null = New-SecurityGroup front, app; $null = Grant-SecurityGroupAccess front -Port 80 -From 0.0.0.0/0 -WarningAction Ignore;
    $null = Grant-SecurityGroupAccess app -Port 8080 -FromSecurityGroupId front;
    $null = New-LaunchTemplate app -InstanceType t3.small -SecurityGroupId (Get-SecurityGroup app).SecurityGroupId | New-ScalingGroup app -MinSize 2 -MaxSize 2 -Wait""".replace("\n", " "))
front = powershell("(Get-SecurityGroup front).SecurityGroupId")
subnets = aws("ec2 describe-subnets --query Subnets[].SubnetId --output text").split()


def verdict(question, where=""):
    return powershell(f'$p = Test-NetworkPath {question} {where} -WarningAction Ignore; "$($p.Verdict) $($p.Missing)".Trim()')


def exposure(where=""):
    return powershell(f'$e = Test-SecurityGroupExposure front -Effective {where} -WarningAction Ignore; "$($e.Verdict) $($e.LoadBalancerName) $($e.InstanceId.Count) $($e.Missing)".Trim()')


equal("Closed  0", exposure())
fails("LoadBalancerNotFound", "elb describe-load-balancers --load-balancer-names old")
create = "elb create-load-balancer --load-balancer-name old --listeners Protocol=HTTP,LoadBalancerPort=80,InstanceProtocol=HTTP,InstancePort=8080 --security-groups {front} --subnets "
aws(create + " ".join(subnets), front=front)
fails("DuplicateLoadBalancerName", create + subnets[0], front=front)
fails("DependencyViolation", "ec2 delete-security-group --group-id {front}", front=front)
equal("Closed", verdict("internet old -Port 80"))  # nothing is registered
aws("elb configure-health-check --load-balancer-name old --health-check Target=TCP:8080,Interval=10,UnhealthyThreshold=2,HealthyThreshold=2,Timeout=3")
aws("autoscaling attach-load-balancers --auto-scaling-group-name app --load-balancer-names old")
powershell("Step-AwsOpsSandbox -Minutes 2")
equal("InService\tInService", aws("elb describe-instance-health --load-balancer-name old --query InstanceStates[].State --output text"))
aws("elb wait instance-in-service --load-balancer-name old")
equal("InService", aws("autoscaling describe-load-balancers --auto-scaling-group-name app --query LoadBalancers[].State --output text"))

equal("Exposed", verdict("internet old -Port 80"))
equal("Exposed old 2", exposure())
aws("elb create-load-balancer-listeners --load-balancer-name old --listeners Protocol=TCP,LoadBalancerPort=25,InstanceProtocol=TCP,InstancePort=2525")
equal("Closed", verdict("internet old -Port 25"))
equal("Exposed", verdict("i-$((Get-ScalingGroup app).Instance[0].InstanceId.Substring(2)) old -Port 80"))

with tempfile.TemporaryDirectory() as folder:
    def save(name, command):
        with open(os.path.join(folder, name + ".json"), "w") as file:
            file.write(aws(command))

    for call in """security-groups security-group-rules network-interfaces instances vpcs subnets route-tables network-acls internet-gateways egress-only-internet-gateways nat-gateways
            vpc-peering-connections vpc-endpoints transit-gateway-attachments vpc-block-public-access-options vpc-block-public-access-exclusions""".split():
        save("describe-" + call, "ec2 describe-" + call)
    save("v2", "elbv2 describe-load-balancers")
    save("old", "elb describe-load-balancers")
    save("describe-load-balancer-attributes-old", "elb describe-load-balancer-attributes --load-balancer-name old")
    where = f"-Path '{folder}'"
    equal("Exposed", verdict("internet old -Port 80", where))
    equal("Closed", verdict("internet old -Port 25", where))
    equal("Exposed old 2", exposure(where))
    os.remove(os.path.join(folder, "old.json"))
    missing = powershell(f'$e = Test-SecurityGroupExposure app -Effective -From 0.0.0.0/0 {where} -WarningAction Ignore; "$($e.Verdict) $($e.Missing)"')
    assert missing.startswith("Unknown ") and "the load balancer 'ELB old' (elb describe-load-balancers)" in missing, missing

powershell("Add-SandboxFault AccessDenied DescribeLoadBalancers -Service elasticloadbalancing -Count 1")
equal("elasticloadbalancing:DescribeLoadBalancers is not allowed", powershell("$null = Test-SecurityGroupExposure front -Effective -WarningVariable gap -WarningAction SilentlyContinue; ([string]$gap[0]).Split(' in ')[0]"))

aws("autoscaling detach-load-balancers --auto-scaling-group-name app --load-balancer-names old")
equal("Closed", verdict("internet old -Port 80"))
aws("elb delete-load-balancer --load-balancer-name old")
equal("0", aws("ec2 describe-network-interfaces --filters Name=requester-id,Values=amazon-elb --query length(NetworkInterfaces) --output text"))
