using System.Management.Automation;
using Amazon.EC2;
using Amazon.EC2.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>What EC2 offers.</summary>
internal static class InstanceTypes
{
    /// <summary>The types' descriptions; an error that names near ones when one is not offered in the region.</summary>
    public static async Task<IReadOnlyList<InstanceTypeInfo>> CheckAsync(AwsConnection aws, IReadOnlyList<string> types, CancellationToken stop)
    {
        var infos = await Pager.AllAsync<InstanceTypeInfo>(
            async (token, cancel) =>
            {
                // A filter, not InstanceTypes: an unknown type is then missing from the answer and not an error of the whole call.
                var page = await aws.Ec2.DescribeInstanceTypesAsync(new DescribeInstanceTypesRequest { Filters = [new Filter { Name = "instance-type", Values = [.. types] }], NextToken = token }, cancel);
                return (page.InstanceTypes, page.NextToken);
            },
            stop);
        var unknown = types.Except(infos.Select(static info => info.InstanceType.Value), StringComparer.Ordinal).FirstOrDefault();
        if (unknown is null)
        {
            return infos;
        }

        var family = unknown.Split('.')[0];
        var offered = await Pager.AllAsync<InstanceTypeOffering>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeInstanceTypeOfferingsAsync(new DescribeInstanceTypeOfferingsRequest { LocationType = LocationType.Region, NextToken = token }, cancel);
                return (page.InstanceTypeOfferings, page.NextToken);
            },
            stop);
        var near = offered.Select(static offer => offer.InstanceType.Value)
            .OrderByDescending(type => type.StartsWith(family + ".", StringComparison.Ordinal))
            .ThenByDescending(type => type.Zip(unknown).TakeWhile(static pair => pair.First == pair.Second).Count())
            .ThenBy(static type => type, StringComparer.Ordinal)
            .Take(5);
        throw new AwsOpsException("UnknownInstanceType", ErrorCategory.InvalidArgument, $"-InstanceType '{unknown}' is not offered in {aws.Where}.", $"Near it: {string.Join(", ", near)}.") { Target = unknown };
    }
}
