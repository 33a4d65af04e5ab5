using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AwsOps.Tests.Network;

/// <summary>
/// Two VPCs that boto3, over HTTP, joins by a transit gateway of the sandbox; Test-NetworkPath asks for it live.
/// https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
/// </summary>
public sealed class TransitGatewayTests : ModuleTest
{
    private const string Common = """
        import boto3, sys
        ec2 = boto3.client('ec2', endpoint_url=sys.argv[1], region_name='eu-west-1', aws_access_key_id='AKIA', aws_secret_access_key='x')
        def gateway(): return ec2.describe_transit_gateways()['TransitGateways'][0]
        def named(name): return [{'Name': 'tag:Name', 'Values': [name]}]
        def vpc(name): return ec2.describe_vpcs(Filters=named(name))['Vpcs'][0]['VpcId']
        def attachment(name): return ec2.describe_transit_gateway_vpc_attachments(Filters=[{'Name': 'vpc-id', 'Values': [vpc(name)]}])['TransitGatewayVpcAttachments'][0]['TransitGatewayAttachmentId']
        def table(): return gateway()['Options']['AssociationDefaultRouteTableId']

        """;

    private const string Build = """
        ec2.create_transit_gateway(Description='hub')
        image = ec2.describe_images(Filters=[{'Name': 'architecture', 'Values': ['x86_64']}])['Images'][0]['ImageId']
        for name, net in (('a', '10.1'), ('b', '10.2')):
            tag = lambda kind: [{'ResourceType': kind, 'Tags': [{'Key': 'Name', 'Value': name}]}]
            v = ec2.create_vpc(CidrBlock=net + '.0.0/16', TagSpecifications=tag('vpc'))['Vpc']['VpcId']
            s = ec2.create_subnet(VpcId=v, CidrBlock=net + '.1.0/24', AvailabilityZone='eu-west-1a')['Subnet']['SubnetId']
            g = ec2.create_security_group(GroupName=name, Description='web', VpcId=v)['GroupId']
            ec2.authorize_security_group_ingress(GroupId=g, IpPermissions=[{'IpProtocol': 'tcp', 'FromPort': 443, 'ToPort': 443, 'IpRanges': [{'CidrIp': '10.0.0.0/8'}]}])
            print(ec2.run_instances(ImageId=image, InstanceType='t3.micro', MinCount=1, MaxCount=1, SubnetId=s, SecurityGroupIds=[g])['Instances'][0]['InstanceId'])
        """;

    private const string Join = """
        for name, other in (('a', '10.2.0.0/16'), ('b', '10.1.0.0/16')):
            of = [{'Name': 'vpc-id', 'Values': [vpc(name)]}]
            ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway()['TransitGatewayId'], VpcId=vpc(name), SubnetIds=[ec2.describe_subnets(Filters=of)['Subnets'][0]['SubnetId']])
            ec2.create_route(RouteTableId=ec2.describe_route_tables(Filters=of)['RouteTables'][0]['RouteTableId'], DestinationCidrBlock=other, TransitGatewayId=gateway()['TransitGatewayId'])
        """;

    [Fact]
    public void A_path_goes_through_a_transit_gateway_until_its_routes_say_no()
    {
        var python = ThirdParty();
        Assert.SkipWhen(python is null, "Python with boto3 is not here.");
        var url = $"http://127.0.0.1:{FreePort()}";
        Ok($"Start-AwsOpsSandbox -Region eu-west-1 -Port {new Uri(url).Port}");
        List<string> Boto3(string code) => this.Boto3(python, url, code);

        var ids = Boto3(Build);
        var ask = $"Test-NetworkPath {ids[0]} {ids[1]} -Port 443";
        Assert.Equal("Closed", One(ask).Text("Verdict"));

        Boto3(Join);
        var path = One(ask);
        Assert.True(path.Text("Verdict") == "Exposed", path.Text("BlockedBy"));
        var hops = Ok($"({ask}).Hop").Where(static h => h.Text("Kind") == "TransitGateway").Select(static h => $"{h.Text("Direction")} {h.Text("Rule")}").ToList();
        Assert.Contains(hops, static h => h.Contains("route 10.2.0.0/16 to tgw-attach-", StringComparison.Ordinal));
        Assert.Contains(hops, static h => h.StartsWith("Reply", StringComparison.Ordinal) && h.Contains("route 10.1.0.0/16 to tgw-attach-", StringComparison.Ordinal));
        Assert.Equal("Closed", One($"Test-NetworkPath {ids[0]} {ids[1]} -Port 22").Text("Verdict"));

        // The more specific route is taken, and a blackhole drops.
        Boto3("ec2.create_transit_gateway_route(TransitGatewayRouteTableId=table(), DestinationCidrBlock='10.2.1.0/24', Blackhole=True)");
        path = One(ask);
        Assert.Equal("Closed", path.Text("Verdict"));
        Assert.Contains("tgw-rtb-", path.Text("BlockedBy"), StringComparison.Ordinal);
        Assert.Contains("10.2.1.0/24 to a blackhole", path.Text("BlockedBy"), StringComparison.Ordinal);
        Boto3("ec2.delete_transit_gateway_route(TransitGatewayRouteTableId=table(), DestinationCidrBlock='10.2.1.0/24')");
        Assert.Equal("Exposed", One(ask).Text("Verdict"));

        // Isolated VPCs: a table to which the other VPC tells nothing. https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-isolated.html
        Boto3("""
            ec2.disassociate_transit_gateway_route_table(TransitGatewayRouteTableId=table(), TransitGatewayAttachmentId=attachment('a'))
            lone = ec2.create_transit_gateway_route_table(TransitGatewayId=gateway()['TransitGatewayId'])['TransitGatewayRouteTable']['TransitGatewayRouteTableId']
            ec2.associate_transit_gateway_route_table(TransitGatewayRouteTableId=lone, TransitGatewayAttachmentId=attachment('a'))
            """);
        path = One(ask);
        Assert.Equal("Closed", path.Text("Verdict"));
        Assert.Contains("no route to 10.2.1.", path.Text("BlockedBy"), StringComparison.Ordinal);

        // The entries of a prefix list are routes too. https://docs.aws.amazon.com/vpc/latest/tgw/create-prefix-list-reference.html
        Boto3("""
            lists = ec2.create_managed_prefix_list(PrefixListName='sites', AddressFamily='IPv4', MaxEntries=2, Entries=[{'Cidr': '10.2.0.0/16'}])['PrefixList']['PrefixListId']
            lone = [a['Association']['TransitGatewayRouteTableId'] for a in ec2.describe_transit_gateway_attachments()['TransitGatewayAttachments'] if a['ResourceId'] == vpc('a')][0]
            ec2.create_transit_gateway_prefix_list_reference(TransitGatewayRouteTableId=lone, PrefixListId=lists, TransitGatewayAttachmentId=attachment('b'))
            """);
        Assert.Equal("Exposed", One(ask).Text("Verdict"));
        Assert.Equal("Closed", One($"Test-NetworkPath {ids[0]} 10.3.0.9 -Port 443").Text("Verdict"));
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html
    [Fact]
    public void A_path_goes_through_two_peered_transit_gateways_if_both_have_routes()
    {
        var python = ThirdParty();
        Assert.SkipWhen(python is null, "Python with boto3 is not here.");
        var url = $"http://127.0.0.1:{FreePort()}";
        Ok($"Start-AwsOpsSandbox -Region eu-west-1 -Port {new Uri(url).Port}");
        var ids = Boto3(python, url, Build);
        Boto3(python, url, """
            ec2.create_transit_gateway(Description='far')
            """);
        Boto3(python, url, """
            hubs = {g['Description']: g['TransitGatewayId'] for g in ec2.describe_transit_gateways()['TransitGateways']}
            for name, other, hub in (('a', '10.2.0.0/16', hubs['hub']), ('b', '10.1.0.0/16', hubs['far'])):
                of = [{'Name': 'vpc-id', 'Values': [vpc(name)]}]
                ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=hub, VpcId=vpc(name), SubnetIds=[ec2.describe_subnets(Filters=of)['Subnets'][0]['SubnetId']])
                ec2.create_route(RouteTableId=ec2.describe_route_tables(Filters=of)['RouteTables'][0]['RouteTableId'], DestinationCidrBlock=other, TransitGatewayId=hub)
            ec2.create_transit_gateway_peering_attachment(TransitGatewayId=hubs['hub'], PeerTransitGatewayId=hubs['far'], PeerAccountId='111122223333', PeerRegion='eu-west-1')
            """);
        var ask = $"Test-NetworkPath {ids[0]} {ids[1]} -Port 443";
        Boto3(python, url, """
            peering = ec2.describe_transit_gateway_peering_attachments()['TransitGatewayPeeringAttachments'][0]
            ec2.accept_transit_gateway_peering_attachment(TransitGatewayAttachmentId=peering['AccepterTransitGatewayAttachmentId'])
            """);
        Assert.Contains("no route to 10.2.1.", One(ask).Text("BlockedBy"), StringComparison.Ordinal);
        const string Route = """
            def side(text): return [g for g in ec2.describe_transit_gateways()['TransitGateways'] if g['Description'] == text][0]
            def over(text, cidr):
                hub = side(text)
                tie = [a['TransitGatewayAttachmentId'] for a in ec2.describe_transit_gateway_attachments()['TransitGatewayAttachments'] if a['ResourceType'] == 'peering' and a['TransitGatewayId'] == hub['TransitGatewayId']][0]
                ec2.create_transit_gateway_route(TransitGatewayRouteTableId=hub['Options']['AssociationDefaultRouteTableId'], DestinationCidrBlock=cidr, TransitGatewayAttachmentId=tie)

            """;
        Boto3(python, url, Route + "over('hub', '10.2.0.0/16')");
        var path = One(ask);
        Assert.Equal("ReplyBlocked", path.Text("Verdict"));
        Assert.Contains("no route to 10.1.1.", path.Text("BlockedBy"), StringComparison.Ordinal);
        Boto3(python, url, Route + "over('far', '10.1.0.0/16')");
        path = One(ask);
        Assert.True(path.Text("Verdict") == "Exposed", path.Text("BlockedBy"));
        var hops = Ok($"({ask}).Hop").Where(static h => h.Text("Kind") == "TransitGateway").ToList();
        Assert.Equal(4, hops.Count);
        Assert.Equal(2, hops.Select(static h => h.Text("Resource")).Distinct().Count());

        // Beyond the VPCs the tables say what is routed at all; what is behind a VPN is not known.
        Assert.Equal("Closed", One($"Test-NetworkPath {ids[0]} 10.3.0.9 -Port 443").Text("Verdict"));
        Boto3(python, url, Route + """
            device = ec2.create_customer_gateway(Type='ipsec.1', IpAddress='203.0.113.9', BgpAsn=65010)['CustomerGateway']['CustomerGatewayId']
            ec2.create_vpn_connection(Type='ipsec.1', CustomerGatewayId=device, TransitGatewayId=side('hub')['TransitGatewayId'], Options={'StaticRoutesOnly': True})
            tie = [a['TransitGatewayAttachmentId'] for a in ec2.describe_transit_gateway_attachments()['TransitGatewayAttachments'] if a['ResourceType'] == 'vpn'][0]
            ec2.create_transit_gateway_route(TransitGatewayRouteTableId=side('hub')['Options']['AssociationDefaultRouteTableId'], DestinationCidrBlock='10.3.0.0/16', TransitGatewayAttachmentId=tie)
            of = [{'Name': 'vpc-id', 'Values': [vpc('a')]}]
            ec2.create_route(RouteTableId=ec2.describe_route_tables(Filters=of)['RouteTables'][0]['RouteTableId'], DestinationCidrBlock='10.3.0.0/16', TransitGatewayId=side('hub')['TransitGatewayId'])
            """);
        path = One($"Test-NetworkPath {ids[0]} 10.3.0.9 -Port 443");
        Assert.Equal("Unknown", path.Text("Verdict"));
        Assert.StartsWith("what lies behind vpn-", Assert.Single(path.Get<string[]>("Missing")), StringComparison.Ordinal);
    }

    private List<string> Boto3(string? python, string url, string code)
    {
        using var process = Process.Start(new ProcessStartInfo(python!, ["-c", Common + code, url]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        Ok("Step-AwsOpsSandbox -Minutes 5");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? ThirdParty()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", ["-c", "import boto3"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? "python3" : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
