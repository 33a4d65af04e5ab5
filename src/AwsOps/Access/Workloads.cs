using Amazon.EC2.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy.Accounts;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>What runs with roles in a region: whoever can give it orders has the rights of its role.</summary>
internal static class Workloads
{
    public static async Task<IReadOnlyList<AccountWorkload>> ReadAsync(AwsConnection aws, AccountSnapshot account, CancellationToken stop)
    {
        var reservations = await Pager.AllAsync<Reservation>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { NextToken = token, MaxResults = 1000 }, cancel);
                return (page.Reservations, page.NextToken);
            },
            stop);
        return
        [
            .. from reservation in reservations
               from instance in reservation.Instances ?? []
               where instance.State?.Name?.Value is not "terminated"
               let profile = instance.IamInstanceProfile?.Arn
               where profile is not null
               let role = account.RoleOf(profile)
               where role is not null
               select new AccountWorkload($"arn:aws:ec2:{aws.Region}:{reservation.OwnerId}:instance/{instance.InstanceId}", role),
        ];
    }
}
