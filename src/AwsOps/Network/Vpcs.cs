using System.Management.Automation;
using Amazon.EC2.Model;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Finds VPCs and subnets: the given ones, checked, or the default VPC's.</summary>
internal sealed class Vpcs(AwsConnection aws)
{
    /// <summary>The default VPC; an error that says what to give instead when the region has none.</summary>
    public async Task<Vpc> DefaultAsync(string insteadParameter, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeVpcsAsync(new DescribeVpcsRequest { Filters = [new Filter { Name = "is-default", Values = ["true"] }] }, stop);
        return page.Vpcs is [var vpc, ..]
            ? vpc
            : throw new AwsOpsException("NoDefaultVpc", ErrorCategory.ObjectNotFound, $"There is no default VPC in {aws.Where}.", $"Give -{insteadParameter}.");
    }

    /// <summary>
    /// The error for a VPC of which there is nothing where it narrows what is shown. Of a VPC that another account shares, that
    /// account's groups are not seen (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html).
    /// </summary>
    public static AwsOpsException Unknown(string vpcId, AwsConnection aws) => new("VPCNotFound", ErrorCategory.ObjectNotFound, $"-VpcId '{vpcId}': nothing of this VPC is to be seen in {aws.Where}; there is no such VPC, or it is another account's.", "Without -VpcId those of all VPCs are shown; each names its VPC.") { Target = vpcId };

    /// <summary>A VPC by its id; an error when there is none.</summary>
    public async Task<Vpc> RequireAsync(string vpcId, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeVpcsAsync(new DescribeVpcsRequest { Filters = [new Filter { Name = "vpc-id", Values = [vpcId] }] }, stop);
        return page.Vpcs is [var vpc, ..] ? vpc : throw AwsOpsException.NotFound("VPC", vpcId, aws.Where, "Without -VpcId the default VPC is taken.");
    }

    /// <summary>
    /// The given subnets, in their order, which must be of one VPC; without any, the default VPC's, one in each zone.
    /// </summary>
    /// <param name="subnetIds">Ids from -SubnetId; null or empty for the default VPC's.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<IReadOnlyList<Subnet>> SubnetsAsync(IReadOnlyList<string>? subnetIds, CancellationToken stop)
    {
        if (subnetIds is null or [])
        {
            var vpc = await DefaultAsync("SubnetId", stop);
            var own = await ListAsync("vpc-id", [vpc.VpcId], stop);
            List<Subnet> onePerZone = [.. own.OrderByDescending(static subnet => subnet.DefaultForAz ?? false).ThenBy(static subnet => subnet.SubnetId, StringComparer.Ordinal).DistinctBy(static subnet => subnet.AvailabilityZone).OrderBy(static subnet => subnet.AvailabilityZone, StringComparer.Ordinal)];
            return onePerZone.Count > 0
                ? onePerZone
                : throw new AwsOpsException("NoSubnets", ErrorCategory.ObjectNotFound, $"The default VPC {vpc.VpcId} in {aws.Where} has no subnets.", "Give -SubnetId.");
        }

        var found = (await ListAsync("subnet-id", subnetIds, stop)).ToDictionary(static subnet => subnet.SubnetId, StringComparer.Ordinal);
        if (subnetIds.FirstOrDefault(id => !found.ContainsKey(id)) is { } unknown)
        {
            throw AwsOpsException.NotFound("Subnet", unknown, aws.Where, "Give the id of a subnet of this account and region.");
        }

        List<Subnet> subnets = [.. subnetIds.Distinct(StringComparer.Ordinal).Select(id => found[id])];
        var stranger = subnets.Find(subnet => subnet.VpcId != subnets[0].VpcId);
        return stranger is null
            ? subnets
            : throw AwsOpsException.BadArgument("SubnetId", stranger.SubnetId, $"it is of {stranger.VpcId}, and {subnets[0].SubnetId} is of {subnets[0].VpcId}.", "All subnets must be of one VPC.");
    }

    private Task<List<Subnet>> ListAsync(string filter, IReadOnlyList<string> values, CancellationToken stop) => Pager.AllAsync<Subnet>(
        async (token, cancel) =>
        {
            var page = await aws.Ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest { Filters = [new Filter { Name = filter, Values = [.. values] }], NextToken = token }, cancel);
            return (page.Subnets, page.NextToken);
        },
        stop);
}
