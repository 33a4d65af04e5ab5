using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsOps.Common;
using Elb = Amazon.ElasticLoadBalancingV2.Model;

namespace AwsOps.Scaling;

/// <summary>Reads and changes load balancers with their listeners and target groups.</summary>
internal sealed class LoadBalancers(AwsConnection aws, IChanges changes)
{
    private const string Kind = "Load balancer";

    /// <summary>Between looks at a load balancer or target group that changes.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>The error for a load balancer that is not there.</summary>
    public AwsOpsException NotFound(string name) => AwsOpsException.NotFound(Kind, name, aws.Where, "Get-LoadBalancer lists those that are.");

    /// <summary>All load balancers, or the named ones, by list calls whose number does not grow with them.</summary>
    public async Task<IReadOnlyList<LoadBalancer>> GetAsync(IReadOnlyList<string> names, Action<string> missing, CancellationToken stop)
    {
        // By name, one unknown name would make an error of the whole call.
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
        var balancers = await Pager.AllAsync<Elb.LoadBalancer>(
            async (token, cancel) =>
            {
                var page = await aws.LoadBalancing.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest { Marker = token }, cancel);
                return (page.LoadBalancers, page.NextMarker);
            },
            stop);
        if (names.Count > 0)
        {
            balancers.RemoveAll(balancer => !names.Contains(balancer.LoadBalancerName));
            foreach (var name in names.Except(balancers.Select(static balancer => balancer.LoadBalancerName), StringComparer.Ordinal))
            {
                missing(name);
            }
        }

        if (balancers.Count == 0)
        {
            return [];
        }

        var groups = await Pager.AllAsync<TargetGroup>(
            async (token, cancel) =>
            {
                var page = await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Marker = token }, cancel);
                return (page.TargetGroups, page.NextMarker);
            },
            stop);
        var groupsOf = groups.SelectMany(static group => (group.LoadBalancerArns ?? []).Select(arn => (Balancer: arn, Group: group.TargetGroupArn))).ToLookup(static pair => pair.Balancer, static pair => pair.Group, StringComparer.Ordinal);
        var tags = await TagsAsync([.. balancers.Select(static balancer => balancer.LoadBalancerArn)], stop);
        return [.. balancers
            .OrderBy(static balancer => balancer.LoadBalancerName, StringComparer.Ordinal)
            .Select(balancer => new LoadBalancer(aws, balancer, groupsOf[balancer.LoadBalancerArn].Order(StringComparer.Ordinal), tags.GetValueOrDefault(balancer.LoadBalancerArn) ?? new Hashtable()))];
    }

    /// <summary>An error when a load balancer or target group of this name exists: both get it.</summary>
    public async Task CheckNameIsFreeAsync(string name, CancellationToken stop)
    {
        try
        {
            await aws.LoadBalancing.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest { Names = [name] }, stop);
            throw AwsOpsException.Exists(Kind, name, aws.Where, "Choose another name, or remove it with Remove-LoadBalancer.");
        }
        catch (LoadBalancerNotFoundException)
        {
            // As it should be.
        }

        try
        {
            await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Names = [name] }, stop);
            throw AwsOpsException.Exists("Target group", name, aws.Where, "Choose another name: the load balancer's target group gets it too.");
        }
        catch (TargetGroupNotFoundException)
        {
            // As it should be.
        }
    }

    /// <summary>
    /// Makes target group, load balancer and listener, all or nothing. Everything that can be checked was checked before.
    /// </summary>
    /// <returns>The load balancer; null when it was not made.</returns>
    public async Task<LoadBalancer?> NewAsync(CreateTargetGroupRequest groupRequest, CreateLoadBalancerRequest request, CreateListenerRequest listener, IReadOnlyList<(string Key, string Value)> tags)
    {
        var name = request.Name;
        var rollback = new Rollback(changes);
        try
        {
            var group = await changes.CallAsync(
                new Change(string.Create(CultureInfo.InvariantCulture, $"Create for {groupRequest.Protocol} on port {groupRequest.Port}, health checked at {groupRequest.HealthCheckPath}"), $"Target group {name}"),
                async cancel => (await aws.LoadBalancing.CreateTargetGroupAsync(groupRequest, cancel)).TargetGroups[0]);
            if (group is not null)
            {
                rollback.Made($"target group {group.TargetGroupArn}", cancel => aws.LoadBalancing.DeleteTargetGroupAsync(new DeleteTargetGroupRequest { TargetGroupArn = group.TargetGroupArn }, cancel));
            }
            else if (!changes.IsWhatIf)
            {
                return null;
            }

            var balancer = await changes.CallAsync(
                new Change($"Create {request.Scheme} in {string.Join(", ", request.Subnets)}", $"{Kind} {name}"),
                async cancel => (await aws.LoadBalancing.CreateLoadBalancerAsync(request, cancel)).LoadBalancers[0]);
            if (balancer is not null)
            {
                rollback.Made($"load balancer {balancer.LoadBalancerArn}", cancel => aws.LoadBalancing.DeleteLoadBalancerAsync(new DeleteLoadBalancerRequest { LoadBalancerArn = balancer.LoadBalancerArn }, cancel));
            }
            else if (!changes.IsWhatIf)
            {
                await rollback.DeclinedAsync();
                return null;
            }

            listener.LoadBalancerArn = balancer?.LoadBalancerArn;
            listener.DefaultActions = [new Elb.Action { Type = "forward", TargetGroupArn = group?.TargetGroupArn }];
            var listens = await changes.ApplyAsync(
                new Change(string.Create(CultureInfo.InvariantCulture, $"Listen for {listener.Protocol} on port {listener.Port}, forward to target group {name}"), $"{Kind} {name}"),
                cancel => aws.LoadBalancing.CreateListenerAsync(listener, cancel));
            if (listens)
            {
                return new LoadBalancer(aws, balancer!, [group!.TargetGroupArn], Tags.From(tags, static tag => tag.Key, static tag => tag.Value));
            }

            await rollback.DeclinedAsync();
            return null;
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }

    /// <summary>Waits until a load balancer is active.</summary>
    public async Task<LoadBalancer> WaitActiveAsync(LoadBalancer balancer, TimeSpan timeout, CancellationToken stop)
    {
        var current = balancer;
        await Waiter.UntilAsync(
            aws,
            changes,
            $"Waiting for load balancer {balancer.LoadBalancerName}",
            timeout,
            Interval,
            async cancel =>
            {
                var page = await aws.LoadBalancing.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest { LoadBalancerArns = [balancer.LoadBalancerArn] }, cancel);
                current = page.LoadBalancers is [var found, ..] ? new LoadBalancer(aws, found, balancer.TargetGroupArn, balancer.Tag) : current;
                return current.State == "failed"
                    ? throw new AwsOpsException("LoadBalancerFailed", ErrorCategory.InvalidResult, $"Load balancer '{balancer.LoadBalancerName}' failed to come up: {current.StateReason ?? "AWS gives no reason"}.", "Remove it with Remove-LoadBalancer.") { Target = balancer.LoadBalancerName }
                    : (current.State != "provisioning", current.State, -1);
            },
            stop);
        return current;
    }

    /// <summary>Removes a load balancer with its listeners, then the target groups that were only its own. False when it was not removed.</summary>
    /// <param name="balancer">The load balancer.</param>
    /// <param name="detach">Takes scaling groups out of the target groups that go; without it they are an error.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<bool> RemoveAsync(LoadBalancer balancer, bool detach, CancellationToken stop)
    {
        var groups = await Pager.AllAsync<TargetGroup>(
            async (token, cancel) =>
            {
                var page = await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { LoadBalancerArn = balancer.LoadBalancerArn, Marker = token }, cancel);
                return (page.TargetGroups, page.NextMarker);
            },
            stop);
        groups.RemoveAll(group => !(group.LoadBalancerArns ?? []).TrueForAll(arn => arn == balancer.LoadBalancerArn));
        await ReleaseAsync(balancer, [.. groups.Select(static group => group.TargetGroupArn)], detach, stop);
        var removed = await changes.ApplyAsync(
            new Change("Remove with its listeners", $"{Kind} {balancer.LoadBalancerName}"),
            cancel => aws.LoadBalancing.DeleteLoadBalancerAsync(new DeleteLoadBalancerRequest { LoadBalancerArn = balancer.LoadBalancerArn }, cancel));
        if (!removed && !changes.IsWhatIf)
        {
            return false;
        }

        foreach (var group in groups)
        {
            try
            {
                await changes.ApplyAsync(
                    new Change("Remove with its registered targets", $"Target group {group.TargetGroupName}"),
                    cancel => DeleteWhenFreeAsync(group.TargetGroupArn, cancel));
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or PipelineStoppedException))
            {
                throw changes.Translate(exception).And($"Target group {group.TargetGroupArn} is left; nothing else names it any longer.");
            }
        }

        return removed;
    }

    /// <summary>
    /// AWS would delete a target group under a scaling group, which then fails to register what it launches:
    /// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-loadbalancer.html
    /// </summary>
    private async Task ReleaseAsync(LoadBalancer balancer, IReadOnlyList<string> targetGroups, bool detach, CancellationToken stop)
    {
        if (targetGroups.Count == 0)
        {
            return;
        }

        var scaling = new ScalingGroups(aws, changes);
        var users = await scaling.UsingAsync(targetGroups, stop);
        if (users.Count > 0 && !detach)
        {
            var first = users[0].ScalingGroupName;
            throw new AwsOpsException(
                "LoadBalancerInUse",
                ErrorCategory.ResourceBusy,
                $"Load balancer '{balancer.LoadBalancerName}' is in use: its target groups would go with it, and scaling group{(users.Count == 1 ? string.Empty : "s")} {string.Join(", ", users.Select(static user => $"'{user.ScalingGroupName}'"))} register{(users.Count == 1 ? "s" : string.Empty)} instances there.",
                $"Remove-ScalingGroup '{first}' first, or take it out with Set-ScalingGroup '{first}' -TargetGroupArn @(); -Force does that here.")
            { Target = balancer.LoadBalancerName };
        }

        foreach (var user in users)
        {
            await scaling.SetTargetGroupsAsync(user, [.. user.TargetGroupArn.Except(targetGroups, StringComparer.Ordinal)]);
        }
    }

    /// <summary>The listener that goes may hold its target group a little longer.</summary>
    private async Task DeleteWhenFreeAsync(string arn, CancellationToken stop)
    {
        const int Attempts = 6;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await aws.LoadBalancing.DeleteTargetGroupAsync(new DeleteTargetGroupRequest { TargetGroupArn = arn }, stop);
                return;
            }
            catch (ResourceInUseException) when (attempt < Attempts)
            {
                await aws.DelayAsync(Interval, stop);
            }
        }
    }

    private async Task<Dictionary<string, Hashtable>> TagsAsync(IReadOnlyList<string> arns, CancellationToken stop)
    {
        var tags = new Dictionary<string, Hashtable>(StringComparer.Ordinal);

        // 20 resources a call at most: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
        foreach (var chunk in arns.Chunk(20))
        {
            var page = await aws.LoadBalancing.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [.. chunk] }, stop);
            foreach (var description in page.TagDescriptions ?? [])
            {
                tags[description.ResourceArn] = Tags.From(description.Tags, static tag => tag.Key, static tag => tag.Value);
            }
        }

        return tags;
    }
}
