namespace AwsOps.Tests.Network;

/// <summary>
/// An account as the AWS CLI's answers show it: an instance on the internet over both families, two others behind an Application
/// and a Classic Load Balancer in a private subnet with a NAT gateway, and one whose rule names a prefix list.
/// </summary>
internal sealed class SavedConfiguration : IDisposable
{
    public static readonly IReadOnlyDictionary<string, string> Answers = new Dictionary<string, string>
    {
        ["describe-vpcs.json"] = """
            { "Vpcs": [ { "VpcId": "vpc-0a", "OwnerId": "123456789012", "CidrBlock": "10.0.0.0/16", "IsDefault": false,
              "CidrBlockAssociationSet": [ { "AssociationId": "vpc-cidr-assoc-1", "CidrBlock": "10.0.0.0/16", "CidrBlockState": { "State": "associated" } } ],
              "Ipv6CidrBlockAssociationSet": [ { "AssociationId": "vpc-cidr-assoc-2", "Ipv6CidrBlock": "2600:1f18:1::/56", "Ipv6CidrBlockState": { "State": "associated" }, "Ipv6AddressAttribute": "public" } ] } ] }
            """,
        ["describe-subnets.json"] = """
            { "Subnets": [ { "SubnetId": "subnet-0a", "VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "eu-west-1a" },
              { "SubnetId": "subnet-0b", "VpcId": "vpc-0a", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a" } ] }
            """,
        ["describe-route-tables.json"] = """
            { "RouteTables": [
              { "RouteTableId": "rtb-0a", "VpcId": "vpc-0a", "Associations": [ { "Main": true, "RouteTableId": "rtb-0a", "AssociationState": { "State": "associated" } } ],
                "Routes": [ { "DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active" },
                            { "DestinationIpv6CidrBlock": "2600:1f18:1::/56", "GatewayId": "local", "State": "active" },
                            { "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-0a", "Origin": "CreateRoute", "State": "active" },
                            { "DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-0a", "State": "active" } ] },
              { "RouteTableId": "rtb-0b", "VpcId": "vpc-0a", "Associations": [ { "Main": false, "SubnetId": "subnet-0b", "AssociationState": { "State": "associated" } } ],
                "Routes": [ { "DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active" },
                            { "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-0a", "State": "active" } ] } ] }
            """,
        ["describe-internet-gateways.json"] = """
            { "InternetGateways": [ { "InternetGatewayId": "igw-0a", "Attachments": [ { "State": "available", "VpcId": "vpc-0a" } ] } ] }
            """,
        ["describe-nat-gateways.json"] = """
            { "NatGateways": [ { "NatGatewayId": "nat-0a", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "State": "available", "ConnectivityType": "public", "CreateTime": "2026-01-02T03:04:05.000Z",
              "NatGatewayAddresses": [ { "PublicIp": "54.0.0.9", "PrivateIp": "10.0.0.9", "NetworkInterfaceId": "eni-09" } ] } ] }
            """,
        ["describe-vpc-peering-connections.json"] = """{ "VpcPeeringConnections": [] }""",
        ["describe-vpc-endpoints.json"] = """{ "VpcEndpoints": [] }""",
        ["describe-transit-gateway-attachments.json"] = """{ "TransitGatewayAttachments": [] }""",
        ["describe-network-acls.json"] = """
            { "NetworkAcls": [ { "NetworkAclId": "acl-0a", "VpcId": "vpc-0a", "IsDefault": true,
              "Associations": [ { "NetworkAclAssociationId": "aclassoc-1", "NetworkAclId": "acl-0a", "SubnetId": "subnet-0a" }, { "NetworkAclAssociationId": "aclassoc-2", "NetworkAclId": "acl-0a", "SubnetId": "subnet-0b" } ],
              "Entries": [ { "RuleNumber": 100, "Egress": true, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0" }, { "RuleNumber": 101, "Egress": true, "Protocol": "-1", "RuleAction": "allow", "Ipv6CidrBlock": "::/0" },
                           { "RuleNumber": 100, "Egress": false, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0" }, { "RuleNumber": 101, "Egress": false, "Protocol": "-1", "RuleAction": "allow", "Ipv6CidrBlock": "::/0" } ] } ] }
            """,
        ["describe-security-groups.json"] = """
            { "SecurityGroups": [ { "GroupId": "sg-0a", "GroupName": "web", "VpcId": "vpc-0a", "OwnerId": "123456789012",
              "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": [] } ],
              "IpPermissionsEgress": [ { "IpProtocol": "-1", "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] } ], "NextToken": "more" }
            { "SecurityGroups": [
              { "GroupId": "sg-0b", "GroupName": "v6", "VpcId": "vpc-0a", "OwnerId": "123456789012", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [ { "CidrIpv6": "::/0", "Description": "everybody" } ] } ] },
              { "GroupId": "sg-0c", "GroupName": "balancer", "VpcId": "vpc-0a", "OwnerId": "123456789012", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ], "IpPermissionsEgress": [ { "IpProtocol": "-1", "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] },
              { "GroupId": "sg-0d", "GroupName": "app", "VpcId": "vpc-0a", "OwnerId": "123456789012", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ], "IpPermissionsEgress": [ { "IpProtocol": "-1", "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] },
              { "GroupId": "sg-0e", "GroupName": "list", "VpcId": "vpc-0a", "OwnerId": "123456789012", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306, "PrefixListIds": [ { "PrefixListId": "pl-0a" } ] } ] },
              { "GroupId": "sg-0f", "GroupName": "old", "VpcId": "vpc-0a", "OwnerId": "123456789012", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ], "IpPermissionsEgress": [ { "IpProtocol": "-1", "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] },
              { "GroupId": "sg-1f", "GroupName": "legacy", "VpcId": "vpc-0a", "OwnerId": "123456789012", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 9090, "ToPort": 9090, "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] } ] }
            """,
        ["describe-security-group-rules.json"] = """
            { "SecurityGroupRules": [ { "SecurityGroupRuleId": "sgr-0a", "GroupId": "sg-0a", "GroupOwnerId": "123456789012", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-0b", "GroupId": "sg-0b", "GroupOwnerId": "123456789012", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv6": "::/0" },
              { "SecurityGroupRuleId": "sgr-0c", "GroupId": "sg-0c", "GroupOwnerId": "123456789012", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-0d", "GroupId": "sg-0d", "GroupOwnerId": "123456789012", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-0e", "GroupId": "sg-0e", "GroupOwnerId": "123456789012", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306, "PrefixListId": "pl-0a" },
              { "SecurityGroupRuleId": "sgr-0f", "GroupId": "sg-0f", "GroupOwnerId": "123456789012", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-2f", "GroupId": "sg-1f", "GroupOwnerId": "123456789012", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 9090, "ToPort": 9090, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-1f", "GroupId": "sg-0f", "GroupOwnerId": "123456789012", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-1a", "GroupId": "sg-0a", "GroupOwnerId": "123456789012", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-1c", "GroupId": "sg-0c", "GroupOwnerId": "123456789012", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "0.0.0.0/0" },
              { "SecurityGroupRuleId": "sgr-1d", "GroupId": "sg-0d", "GroupOwnerId": "123456789012", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "0.0.0.0/0" } ] }
            """,
        ["describe-managed-prefix-lists.json"] = """{ "PrefixLists": [ { "PrefixListId": "pl-0a", "PrefixListName": "everybody", "AddressFamily": "IPv4", "State": "create-complete", "MaxEntries": 2 } ] }""",
        ["get-managed-prefix-list-entries-pl-0a.json"] = """{ "Entries": [ { "Cidr": "0.0.0.0/1" }, { "Cidr": "128.0.0.0/1" } ] }""",
        ["describe-network-interfaces.json"] = """
            { "NetworkInterfaces": [
              { "NetworkInterfaceId": "eni-01", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "InterfaceType": "interface", "Attachment": { "InstanceId": "i-01", "AttachTime": "2026-01-02T03:04:05+00:00" },
                "Groups": [ { "GroupId": "sg-0a", "GroupName": "web" }, { "GroupId": "sg-0b", "GroupName": "v6" } ], "PrivateIpAddresses": [ { "Primary": true, "PrivateIpAddress": "10.0.0.10", "Association": { "PublicIp": "52.1.1.1" } } ], "Ipv6Addresses": [ { "Ipv6Address": "2600:1f18:1::10" } ] },
              { "NetworkInterfaceId": "eni-02", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "InterfaceType": "interface", "Description": "ELB app/shop/0123456789abcdef", "Groups": [ { "GroupId": "sg-0c" } ],
                "PrivateIpAddresses": [ { "Primary": true, "PrivateIpAddress": "10.0.0.20", "Association": { "PublicIp": "52.1.1.2" } } ] },
              { "NetworkInterfaceId": "eni-03", "VpcId": "vpc-0a", "SubnetId": "subnet-0b", "InterfaceType": "interface", "Attachment": { "InstanceId": "i-03" }, "Groups": [ { "GroupId": "sg-0d" } ], "PrivateIpAddresses": [ { "Primary": true, "PrivateIpAddress": "10.0.1.30" } ] },
              { "NetworkInterfaceId": "eni-04", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "InterfaceType": "interface", "Attachment": { "InstanceId": "i-04" }, "Groups": [ { "GroupId": "sg-0e" } ], "PrivateIpAddresses": [ { "Primary": true, "PrivateIpAddress": "10.0.0.40", "Association": { "PublicIp": "52.1.1.4" } } ] },
              { "NetworkInterfaceId": "eni-05", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "InterfaceType": "interface", "Description": "ELB old", "Groups": [ { "GroupId": "sg-0f" } ],
                "PrivateIpAddresses": [ { "Primary": true, "PrivateIpAddress": "10.0.0.50", "Association": { "PublicIp": "52.1.1.5" } } ] },
              { "NetworkInterfaceId": "eni-06", "VpcId": "vpc-0a", "SubnetId": "subnet-0b", "InterfaceType": "interface", "Attachment": { "InstanceId": "i-06", "DeviceIndex": 0 }, "Groups": [ { "GroupId": "sg-1f" } ], "PrivateIpAddresses": [ { "Primary": true, "PrivateIpAddress": "10.0.1.60" } ] } ] }
            """,
        ["describe-addresses.json"] = """{ "Addresses": [ { "PublicIp": "52.1.1.4", "AllocationId": "eipalloc-1", "NetworkInterfaceId": "eni-04", "PrivateIpAddress": "10.0.0.40" } ] }""",
        ["describe-instances.json"] = """
            { "Reservations": [ { "Instances": [ { "InstanceId": "i-01", "LaunchTime": "2026-01-02T03:04:05+00:00", "NetworkInterfaces": [ { "NetworkInterfaceId": "eni-01", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "Groups": [ { "GroupId": "sg-0a" }, { "GroupId": "sg-0b" } ],
              "PrivateIpAddresses": [ { "PrivateIpAddress": "10.0.0.10", "Association": { "PublicIp": "52.1.1.1" } } ], "Ipv6Addresses": [ { "Ipv6Address": "2600:1f18:1::10" } ] } ] } ] } ] }
            """,
        ["describe-vpc-block-public-access-options.json"] = """{ "VpcBlockPublicAccessOptions": { "AwsAccountId": "123456789012", "AwsRegion": "eu-west-1", "State": "default-state", "InternetGatewayBlockMode": "off" } }""",
        ["describe-vpc-block-public-access-exclusions.json"] = """{ "VpcBlockPublicAccessExclusions": [] }""",
        ["describe-load-balancers.json"] = """
            { "LoadBalancers": [ { "LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/0123456789abcdef", "LoadBalancerName": "shop", "Scheme": "internet-facing", "Type": "application", "VpcId": "vpc-0a",
              "AvailabilityZones": [ { "ZoneName": "eu-west-1a", "SubnetId": "subnet-0a" } ], "SecurityGroups": [ "sg-0c" ], "State": { "Code": "active" } } ] }
            """,
        ["elb describe-load-balancers.json"] = """
            { "LoadBalancerDescriptions": [ { "LoadBalancerName": "old", "DNSName": "old-1234567890.eu-west-1.elb.amazonaws.com", "Scheme": "internet-facing", "VPCId": "vpc-0a", "Subnets": [ "subnet-0a" ], "AvailabilityZones": [ "eu-west-1a" ], "SecurityGroups": [ "sg-0f" ],
              "SourceSecurityGroup": { "OwnerAlias": "123456789012", "GroupName": "old" }, "CreatedTime": "2014-01-02T03:04:05.678000+00:00", "Instances": [ { "InstanceId": "i-06" } ],
              "ListenerDescriptions": [ { "Listener": { "Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 9090 }, "PolicyNames": [] } ],
              "HealthCheck": { "Target": "TCP:9090", "Interval": 30, "Timeout": 5, "UnhealthyThreshold": 2, "HealthyThreshold": 10 }, "Policies": { "AppCookieStickinessPolicies": [], "LBCookieStickinessPolicies": [], "OtherPolicies": [] }, "BackendServerDescriptions": [] } ] }
            """,
        ["describe-load-balancer-attributes-old.json"] = """{ "LoadBalancerAttributes": { "CrossZoneLoadBalancing": { "Enabled": false }, "AccessLog": { "Enabled": false }, "ConnectionDraining": { "Enabled": false, "Timeout": 300 }, "ConnectionSettings": { "IdleTimeout": 60 } } }""",
        ["describe-listeners.json"] = """
            { "Listeners": [ { "ListenerArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/0123456789abcdef/aaaa", "LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/0123456789abcdef", "Port": 443, "Protocol": "HTTPS",
              "DefaultActions": [ { "Type": "fixed-response" } ] } ] }
            """,
        ["describe-rules.json"] = """
            { "Rules": [ { "RuleArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/0123456789abcdef/aaaa/bbbb", "Priority": "1", "Actions": [ { "Type": "forward", "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/cccc" } ] } ] }
            """,
        ["describe-target-groups.json"] = """
            { "TargetGroups": [ { "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/cccc", "TargetGroupName": "shop", "Protocol": "HTTP", "Port": 8080, "VpcId": "vpc-0a", "TargetType": "instance", "LoadBalancerArns": [ "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/0123456789abcdef" ] } ] }
            """,
        ["describe-target-health-shop-cccc.json"] = """{ "TargetHealthDescriptions": [ { "Target": { "Id": "i-03", "Port": 8080 }, "TargetHealth": { "State": "healthy" } } ] }""",
    };

    private SavedConfiguration(IEnumerable<KeyValuePair<string, string>> answers)
    {
        Folder = Directory.CreateTempSubdirectory("awsops-").FullName;
        foreach (var (name, text) in answers)
        {
            File.WriteAllText(Path.Combine(Folder, name), text);
        }
    }

    public string Folder { get; }

    public static SavedConfiguration Whole() => new(Answers);

    public static SavedConfiguration Without(string name) => new(Answers.Where(answer => answer.Key != name));

    public static SavedConfiguration Only(params (string Name, string Text)[] answers) => new(answers.Select(static answer => KeyValuePair.Create(answer.Name, answer.Text)));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
