using System.Globalization;
using System.Management.Automation;
using Amazon.EC2.Model;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Checks the place for an Application Load Balancer before anything is made: subnets, gateway, security groups.</summary>
internal sealed class LoadBalancerPlace(AwsConnection aws, IChanges changes)
{
    // Two zones, a /27 and eight free addresses in each subnet at least:
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
    private const int FewestZones = 2;
    private const int LongestPrefix = 27;
    private const int FewestAddresses = 8;

    /// <summary>The given subnets, or the default VPC's, when a load balancer can stand in them.</summary>
    public async Task<IReadOnlyList<Subnet>> SubnetsAsync(IReadOnlyList<string> ids, bool isInternal, CancellationToken stop)
    {
        var subnets = await new Vpcs(aws).SubnetsAsync(ids, stop);
        var shared = subnets.GroupBy(static subnet => subnet.AvailabilityZone).FirstOrDefault(static zone => zone.Count() > 1);
        if (shared is not null)
        {
            throw AwsOpsException.BadArgument("SubnetId", string.Join(", ", shared.Select(static subnet => subnet.SubnetId)), $"they are all of zone {shared.Key}.", "A load balancer has one subnet in each zone: give one of them.");
        }

        if (subnets.Count < FewestZones)
        {
            throw AwsOpsException.BadArgument("SubnetId", subnets[0].SubnetId, $"it is of one zone only, {subnets[0].AvailabilityZone}.", $"An application load balancer stands in two zones or more: give a subnet of another zone of {subnets[0].VpcId} too.");
        }

        foreach (var subnet in subnets)
        {
            CheckRoom(subnet);
        }

        if (!isInternal)
        {
            await CheckGatewayAsync(subnets, stop);
        }

        return subnets;
    }

    /// <summary>The given security groups, or the VPC's default one, when they are of the VPC. Warns when they let nothing in.</summary>
    public async Task<List<string>> SecurityGroupsAsync(IReadOnlyList<string> idsOrNames, string vpcId, int port, CancellationToken stop)
    {
        var groups = new SecurityGroups(aws, changes);
        var isDefault = idsOrNames.Count == 0;
        var found = await groups.ListAsync(isDefault ? ["default"] : idsOrNames, isDefault ? vpcId : null, stop);
        List<string> ids = [];
        foreach (var wanted in isDefault ? [.. found.Select(static group => group.GroupId)] : idsOrNames.Distinct(StringComparer.Ordinal))
        {
            List<Amazon.EC2.Model.SecurityGroup> named = [.. found.Where(group => group.GroupId == wanted || group.GroupName == wanted)];
            var own = named.Find(group => group.VpcId == vpcId);
            ids.Add(own is not null ? own.GroupId
                : named is [var other, ..] ? throw AwsOpsException.BadArgument("SecurityGroupId", wanted, $"it is of {other.VpcId}, and the subnets are of {vpcId}.", $"Give a security group of {vpcId}.")
                : throw groups.NotFound(wanted));
        }

        if (!found.Where(group => ids.Contains(group.GroupId)).Any(group => LetsIn(group, port)))
        {
            changes.Warning(string.Create(CultureInfo.InvariantCulture, $"No client can connect yet: {(isDefault ? $"the default security group of {vpcId}, taken without -SecurityGroupId," : string.Join(", ", ids))} lets nothing in on port {port} from outside. Grant-SecurityGroupAccess {ids[0]} -Port {port} -From … opens it."));
        }

        return ids;
    }

    private static void CheckRoom(Subnet subnet)
    {
        if (int.TryParse(subnet.CidrBlock?.Split('/')[^1], CultureInfo.InvariantCulture, out var prefix) && prefix > LongestPrefix)
        {
            throw AwsOpsException.BadArgument("SubnetId", subnet.SubnetId, $"{subnet.CidrBlock} is too small for a load balancer;", $"it must be a /{LongestPrefix} or larger.");
        }

        if (subnet.AvailableIpAddressCount is { } free and < FewestAddresses)
        {
            throw AwsOpsException.BadArgument("SubnetId", subnet.SubnetId, $"it has {free} free addresses;", $"a load balancer needs {FewestAddresses}.");
        }
    }

    /// <summary>Whether anybody but the group itself may connect to the port.</summary>
    private static bool LetsIn(Amazon.EC2.Model.SecurityGroup group, int port) => (group.IpPermissions ?? []).Exists(permission =>
        (permission.IpProtocol == "-1" || (permission.IpProtocol == "tcp" && permission.FromPort <= port && port <= permission.ToPort))
        && ((permission.Ipv4Ranges ?? []).Count + (permission.Ipv6Ranges ?? []).Count + (permission.PrefixListIds ?? []).Count > 0
            || (permission.UserIdGroupPairs ?? []).Exists(pair => pair.GroupId != group.GroupId)));

    private static bool LeadsOut(RouteTable table) => (table.Routes ?? []).Exists(static route =>
        (route.DestinationCidrBlock == "0.0.0.0/0" || route.DestinationIpv6CidrBlock == "::/0") && route.GatewayId?.StartsWith("igw-", StringComparison.Ordinal) is true && route.State?.Value != "blackhole");

    private async Task CheckGatewayAsync(IReadOnlyList<Subnet> subnets, CancellationToken stop)
    {
        var vpc = subnets[0].VpcId;
        var gateways = await aws.Ec2.DescribeInternetGatewaysAsync(new DescribeInternetGatewaysRequest { Filters = Filters.Of(("attachment.vpc-id", [vpc])) }, stop);
        if ((gateways.InternetGateways ?? []).Count == 0)
        {
            throw new AwsOpsException("NoInternetGateway", ErrorCategory.InvalidArgument, $"An internet-facing load balancer can't stand in {vpc}: no internet gateway is attached to it.", "Attach one, or give -Internal, or subnets of another VPC with -SubnetId.") { Target = vpc };
        }

        var tables = await Pager.AllAsync<RouteTable>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeRouteTablesAsync(new DescribeRouteTablesRequest { Filters = Filters.Of(("vpc-id", [vpc])), NextToken = token }, cancel);
                return (page.RouteTables, page.NextToken);
            },
            stop);
        foreach (var subnet in subnets)
        {
            // A subnet without an association of its own uses the VPC's main table.
            // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
            var table = tables.Find(table => (table.Associations ?? []).Exists(association => association.SubnetId == subnet.SubnetId))
                ?? tables.Find(static table => (table.Associations ?? []).Exists(static association => association.Main is true));
            if (table is not null && !LeadsOut(table))
            {
                changes.Warning($"{subnet.SubnetId} ({subnet.AvailabilityZone}) has no route to an internet gateway ({table.RouteTableId}): clients on the internet can't reach the load balancer there. Give public subnets with -SubnetId, or -Internal.");
            }
        }
    }
}
