using AwsOps.Engine.Network;
using BenchmarkDotNet.Attributes;

namespace AwsOps.Benchmarks.Network;

/// <summary>
/// What the internet reaches of 100,000 interfaces: 200 VPCs with 10 subnets each, 1,000 groups, a table and an ACL for each
/// subnet. The budget is 10 s.
/// </summary>
[MemoryDiagnoser]
public class ReachBenchmarks
{
    private const int Vpcs = 200;
    private const int SubnetsOfVpc = 10;
    private static readonly Lazy<NetworkInventory> Network = new(Inventory);

    /// <summary>Judges every interface.</summary>
    [Benchmark]
    public int Analyze() => EffectiveExposures.Analyze(Network.Value).Interfaces.Count(static r => r.Verdict == Verdict.Exposed);

    private static NetworkInventory Inventory()
    {
        Random random = new(1);
        var subnets = Enumerable.Range(0, Vpcs * SubnetsOfVpc).Select(static i => (Id: $"subnet-{i:x17}", Vpc: $"vpc-{i / SubnetsOfVpc:x17}", IsPublic: i % 2 == 0)).ToList();
        var groups = Enumerable.Range(0, 1000).Select(i => new SecurityGroup
        {
            GroupId = $"sg-{i:x17}",
            VpcId = $"vpc-{i / 5:x17}",
            Rules = [.. Enumerable.Range(0, 20).Select(n => new SecurityGroupRule { IpProtocol = "tcp", FromPort = 100 * n, ToPort = (100 * n) + random.Next(50), CidrIpv4 = n == 0 && i % 3 == 0 ? "0.0.0.0/0" : $"10.{random.Next(256)}.0.0/16" })],
        }).ToList();
        return new()
        {
            Vpcs = [.. Enumerable.Range(0, Vpcs).Select(static i => new Vpc { VpcId = $"vpc-{i:x17}", CidrBlocks = ["10.0.0.0/16"] })],
            Subnets = [.. subnets.Select(static s => new Subnet { SubnetId = s.Id, VpcId = s.Vpc, AvailabilityZone = "eu-west-1a" })],
            RouteTables = [.. subnets.Select(static s => new RouteTable { RouteTableId = "rtb" + s.Id[6..], VpcId = s.Vpc, SubnetIds = [s.Id], Routes = [new() { DestinationCidrBlock = "10.0.0.0/16", Target = "local" }, new() { DestinationCidrBlock = "0.0.0.0/0", Target = s.IsPublic ? "igw" + s.Vpc[3..] : "nat" + s.Vpc[3..] }] })],
            InternetGateways = [.. Enumerable.Range(0, Vpcs).Select(static i => new InternetGateway($"igw-{i:x17}", [$"vpc-{i:x17}"]))],
            EgressOnlyGateways = [],
            NatGateways = [],
            Peerings = [],
            TransitGatewayAttachments = [],
            VpcEndpoints = [],
            BlockPublicAccess = [new("off", "eu-west-1")],
            BlockPublicAccessExclusions = [],
            LoadBalancers = [],
            TargetGroups = [],
            PrefixLists = [],
            NetworkAcls = [.. subnets.Select(static s => new NetworkAcl { NetworkAclId = "acl" + s.Id[6..], VpcId = s.Vpc, SubnetIds = [s.Id], Entries = [new() { RuleNumber = 50, Protocol = "6", CidrBlock = "0.0.0.0/0", PortFrom = 3389, PortTo = 3389 }, new() { RuleNumber = 100, CidrBlock = "0.0.0.0/0", Allow = true }, new() { RuleNumber = 100, CidrBlock = "0.0.0.0/0", Allow = true, Egress = true }] })],
            SecurityGroups = groups,
            NetworkInterfaces = [.. Enumerable.Range(0, 100_000).Select(i => Card(i, subnets[i % subnets.Count].Id, subnets[i % subnets.Count].Vpc, random))],
        };
    }

    private static NetworkInterface Card(int i, string subnet, string vpc, Random random)
    {
        var first = 5 * Convert.ToInt32(vpc[4..], 16);
        return new()
        {
            NetworkInterfaceId = $"eni-{i:x17}",
            VpcId = vpc,
            SubnetId = subnet,
            GroupIds = [$"sg-{first + random.Next(5):x17}", $"sg-{first + random.Next(5):x17}"],
            Addresses = [new($"10.0.{(i >> 8) & 255}.{i & 255}", i % 4 == 0 ? $"52.{i >> 16}.{(i >> 8) & 255}.{i & 255}" : null)],
        };
    }
}

internal sealed class QuickReach : IQuickMeasure
{
    private readonly ReachBenchmarks _benchmark = new();

    public string Name => "reachability, 100,000 interfaces";

    public string Unit => "exposed interfaces";

    public double Run() => _benchmark.Analyze();
}
