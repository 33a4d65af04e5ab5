using AwsOps.Tests.Shared;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>
/// Network ACLs and security groups answer as moto's do. Left out is where moto 5.2.1 differs from AWS's reference: it checks
/// neither rule numbers, ports, protocols nor descriptions, keeps CIDRs as they came, lets the default ACL and groups in use be
/// deleted, crashes on an entry or association that is not there, makes custom ACLs without the rule *, and leaves tags, VPCs and
/// the -1 of all ports out of the answers to what makes groups and rules.
/// </summary>
[Collection(nameof(MotoServer))] // one server for all, and each empties it
public sealed class MotoNetworkTests(MotoServer moto)
{
    private const string Tcp = "IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.ToPort=22";
    private const string Web = "IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80&IpPermissions.1.ToPort=80";
    private const string All = "IpPermissions.1.IpProtocol=-1";

    [Fact]
    public async Task Network_acls()
    {
        using var both = new TwoBackends(moto, "ec2", "2016-11-15", "ownerId");
        await both.SameAsync(
        [
            "~vpc = CreateVpc CidrBlock=10.9.0.0/16",
            "~acl = CreateNetworkAcl VpcId={vpc}&TagSpecification.1.ResourceType=network-acl&TagSpecification.1.Tag.1.Key=team&TagSpecification.1.Tag.1.Value=net",
            "CreateNetworkAcl VpcId=vpc-0123456789abcdef0",
            "CreateNetworkAclEntry NetworkAclId={acl}&RuleNumber=100&Protocol=6&RuleAction=allow&Egress=false&CidrBlock=10.0.0.0/8&PortRange.From=80&PortRange.To=81",
            "CreateNetworkAclEntry NetworkAclId={acl}&RuleNumber=100&Protocol=6&RuleAction=allow&Egress=false&CidrBlock=10.0.0.0/8&PortRange.From=80&PortRange.To=81",
            "CreateNetworkAclEntry NetworkAclId={acl}&RuleNumber=100&Protocol=-1&RuleAction=deny&Egress=true&CidrBlock=0.0.0.0/0",
            "CreateNetworkAclEntry NetworkAclId={acl}&RuleNumber=110&Protocol=1&RuleAction=allow&Egress=false&CidrBlock=10.0.0.0/8&Icmp.Type=8&Icmp.Code=-1",
            "CreateNetworkAclEntry NetworkAclId={acl}&RuleNumber=120&Protocol=6&RuleAction=allow&Egress=false&Ipv6CidrBlock=2001:db8::/32&PortRange.From=443&PortRange.To=443",
            "CreateNetworkAclEntry NetworkAclId=acl-0123456789abcdef0&RuleNumber=100&Protocol=-1&RuleAction=deny&Egress=true&CidrBlock=0.0.0.0/0",
            "ReplaceNetworkAclEntry NetworkAclId={acl}&RuleNumber=100&Protocol=17&RuleAction=deny&Egress=false&CidrBlock=10.0.0.0/8&PortRange.From=53&PortRange.To=53",
            "DeleteNetworkAclEntry NetworkAclId={acl}&RuleNumber=110&Egress=false",
            "DescribeNetworkAcls Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}&Filter.2.Name=default&Filter.2.Value.1=true",
            "~subnet = CreateSubnet VpcId={vpc}&CidrBlock=10.9.1.0/24",
            "aclassoc = DescribeNetworkAcls Filter.1.Name=association.subnet-id&Filter.1.Value.1={subnet}",
            "DeleteNetworkAcl NetworkAclId={acl}",
            "DeleteNetworkAcl NetworkAclId={acl}",
            "DeleteNetworkAcl NetworkAclId=acl-0123456789abcdef0",
        ]);
    }

    // Left out: what makes gateways and attachments (moto 5.2.1 lacks members of the options), propagations (it tells no addresses
    // of attachments to the default table), the attachments of routes (it leaves them out) and disassociations (it crashes).
    [Fact]
    public async Task Transit_gateways()
    {
        using var both = new TwoBackends(moto, "ec2", "2016-11-15", "ownerId", "creationTime") { Pause = TimeSpan.FromMinutes(2) };
        await both.SameAsync(
        [
            "~vpc = CreateVpc CidrBlock=10.9.0.0/16",
            "~subnet = CreateSubnet VpcId={vpc}&CidrBlock=10.9.1.0/24",
            "~tgw = CreateTransitGateway Description=hub",
            "tgw-rtb = DescribeTransitGatewayRouteTables Filter.1.Name=state&Filter.1.Value.1=available",
            "~tgw-attach = CreateTransitGatewayVpcAttachment TransitGatewayId={tgw}&VpcId={vpc}&SubnetIds.1={subnet}",
            "GetTransitGatewayRouteTableAssociations TransitGatewayRouteTableId={tgw-rtb}",
            "CreateTransitGatewayRoute TransitGatewayRouteTableId={tgw-rtb}&DestinationCidrBlock=10.8.0.0/16&Blackhole=true",
            "~CreateTransitGatewayRoute TransitGatewayRouteTableId={tgw-rtb}&DestinationCidrBlock=10.7.0.0/16&TransitGatewayAttachmentId={tgw-attach}",
            "SearchTransitGatewayRoutes TransitGatewayRouteTableId={tgw-rtb}&Filter.1.Name=state&Filter.1.Value.1=blackhole",
            "DeleteTransitGatewayRoute TransitGatewayRouteTableId={tgw-rtb}&DestinationCidrBlock=10.8.0.0/16",
        ]);
    }

    // Left out: moto makes an identical gateway again, finds none by its ASN (text against number), and its VPN connections lack options and telemetry.
    [Fact]
    public async Task Customer_gateways()
    {
        using var both = new TwoBackends(moto, "ec2", "2016-11-15");
        await both.SameAsync(
        [
            "cgw = CreateCustomerGateway Type=ipsec.1&IpAddress=203.0.113.9&BgpAsn=65010",
            "CreateCustomerGateway Type=ipsec.1&PublicIp=203.0.113.10&BgpAsn=65010",
            "DescribeCustomerGateways Filter.1.Name=ip-address&Filter.1.Value.1=203.0.113.9",
            "DeleteCustomerGateway CustomerGatewayId=cgw-0123456789abcdef0",
            "~DeleteCustomerGateway CustomerGatewayId={cgw}",
            "CreateVpnConnection Type=ipsec.1&CustomerGatewayId=cgw-0123456789abcdef0&TransitGatewayId=tgw-0123456789abcdef0",
            "DeleteVpnConnection VpnConnectionId=vpn-0123456789abcdef0",
        ]);
    }

    [Fact]
    public async Task Security_groups()
    {
        using var both = new TwoBackends(moto, "ec2", "2016-11-15", "ownerId", "groupOwnerId", "securityGroupArn", "securityGroupRuleArn", "userId", "return", "groupId");
        await both.SameAsync(
        [
            "~vpc = CreateVpc CidrBlock=10.9.0.0/16",
            "sg1 = CreateSecurityGroup GroupName=web&GroupDescription=shop&VpcId={vpc}",
            "CreateSecurityGroup GroupName=web&GroupDescription=shop&VpcId={vpc}",
            "~sg2 = CreateSecurityGroup GroupName=db&GroupDescription=data&VpcId={vpc}&TagSpecification.1.ResourceType=security-group&TagSpecification.1.Tag.1.Key=team&TagSpecification.1.Tag.1.Value=net",
            $"AuthorizeSecurityGroupIngress GroupId={{sg1}}&{Tcp}&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24&IpPermissions.1.IpRanges.1.Description=office",
            $"AuthorizeSecurityGroupIngress GroupId={{sg1}}&{Tcp}&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24",
            $"AuthorizeSecurityGroupIngress GroupId={{sg1}}&{Tcp}&IpPermissions.1.Ipv6Ranges.1.CidrIpv6=2001:db8::/32",
            $"~AuthorizeSecurityGroupIngress GroupId={{sg2}}&{Web}&IpPermissions.1.Groups.1.GroupId={{sg1}}",
            $"~AuthorizeSecurityGroupIngress GroupId={{sg2}}&{All}&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=team&TagSpecification.1.Tag.1.Value=net",
            $"AuthorizeSecurityGroupIngress GroupId=sg-0123456789abcdef0&{Tcp}&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24",
            $"AuthorizeSecurityGroupIngress GroupId={{sg1}}&{Web}&IpPermissions.1.Groups.1.GroupId=sg-0123456789abcdef0",
            $"AuthorizeSecurityGroupEgress GroupId={{sg1}}&{Web}&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0",
            $"RevokeSecurityGroupIngress GroupId={{sg1}}&{Web}&IpPermissions.1.IpRanges.1.CidrIp=203.0.113.0/24",
            "DescribeSecurityGroups GroupId.1=sg-0123456789abcdef0",
            "DescribeSecurityGroupRules SecurityGroupRuleId.1=sgr-0123456789abcdef0",
            "DescribeSecurityGroupRules Filter.1.Name=group-id&Filter.1.Value.1={sg1}",
            "DeleteSecurityGroup GroupId=sg-0123456789abcdef0",
            "DeleteSecurityGroup GroupId={sg2}",
            "DescribeSecurityGroups Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}&Filter.2.Name=group-name&Filter.2.Value.1=db",
        ]);
    }

    [Fact]
    public async Task Sixty_rules_of_a_security_group()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
        using var both = new TwoBackends(moto, "ec2", "2016-11-15", "ownerId", "groupOwnerId", "securityGroupArn", "securityGroupRuleArn", "return");
        var ranges = string.Join('&', Enumerable.Range(1, 60).Select(static i => $"IpPermissions.1.IpRanges.{i}.CidrIp=10.{i}.0.0/16"));
        await both.SameAsync(
        [
            "~vpc = CreateVpc CidrBlock=10.9.0.0/16",
            "sg1 = CreateSecurityGroup GroupName=web&GroupDescription=shop&VpcId={vpc}",
            $"AuthorizeSecurityGroupIngress GroupId={{sg1}}&{Tcp}&{ranges}",
            $"AuthorizeSecurityGroupIngress GroupId={{sg1}}&{Tcp}&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24",
        ]);
    }
}
