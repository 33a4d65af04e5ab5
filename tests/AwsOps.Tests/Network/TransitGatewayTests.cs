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
        List<string> Boto3(string code)
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", Common + code, url]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            Ok("Step-AwsOpsSandbox -Minutes 5");
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        }

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
