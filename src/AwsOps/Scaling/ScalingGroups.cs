using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Reads and changes Auto Scaling groups.</summary>
internal sealed class ScalingGroups(AwsConnection aws, IChanges changes)
{
    private const string Kind = "Scaling group";

    /// <summary>All groups, or the named ones in one call. A missing name is reported through <paramref name="missing"/>.</summary>
    public async IAsyncEnumerable<ScalingGroup> GetAsync(IReadOnlyList<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);

        // 100 names a call at most: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html
        foreach (var chunk in names.Count == 0 ? (IEnumerable<string[]?>)[null] : names.Distinct(StringComparer.Ordinal).Chunk(50))
        {
            var groups = Pager.PagesAsync<AutoScalingGroup>(
                async (token, cancel) =>
                {
                    var page = await aws.AutoScaling.DescribeAutoScalingGroupsAsync(new DescribeAutoScalingGroupsRequest { AutoScalingGroupNames = chunk is null ? null : [.. chunk], NextToken = token, MaxRecords = 100 }, cancel);
                    return (page.AutoScalingGroups, page.NextToken);
                },
                stop);
            await foreach (var group in groups)
            {
                found.Add(group.AutoScalingGroupName);
                yield return new ScalingGroup(aws, group);
            }
        }

        foreach (var name in names.Where(name => !found.Contains(name)))
        {
            missing(name);
        }
    }

    /// <summary>One group; null when there is none of that name.</summary>
    public async Task<ScalingGroup?> FindAsync(string name, CancellationToken stop)
    {
        await foreach (var group in GetAsync([name], static _ => { }, stop))
        {
            return group;
        }

        return null;
    }

    /// <summary>One group; an error when there is none of that name.</summary>
    public async Task<ScalingGroup> RequireAsync(string name, CancellationToken stop) => await FindAsync(name, stop) ?? throw NotFound(name);

    /// <summary>The error for a group that is not there.</summary>
    public AwsOpsException NotFound(string name) => NotFound(aws, name);

    /// <summary>A call about a group, whose absence Auto Scaling answers with its error for anything that is wrong, told apart by its words only.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="name">The group; null for a call about all.</param>
    /// <param name="call">The call.</param>
    public static async Task<T> OfGroupAsync<T>(AwsConnection aws, string? name, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonAutoScalingException exception) when (name is not null && exception.ErrorCode == "ValidationError" && exception.Message.Contains("not found", StringComparison.Ordinal) && exception.Message.Contains(name, StringComparison.Ordinal))
        {
            throw NotFound(aws, name);
        }
    }

    /// <summary>Makes a group from a request that was checked.</summary>
    /// <returns>The group; null when it was not made.</returns>
    public async Task<ScalingGroup?> NewAsync(CreateAutoScalingGroupRequest request, CancellationToken stop)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"Create with {request.DesiredCapacity} instances, {request.MinSize} to {request.MaxSize}");
        if (await changes.ApplyAsync(new Change(size, $"{Kind} {request.AutoScalingGroupName}"), cancel => aws.AutoScaling.CreateAutoScalingGroupAsync(request, cancel)))
        {
            return await RequireAsync(request.AutoScalingGroupName, stop);
        }

        return null;
    }

    /// <summary>The groups that register their instances with any of these target groups.</summary>
    public async Task<IReadOnlyList<ScalingGroup>> UsingAsync(IReadOnlyList<string> targetGroupArns, CancellationToken stop)
    {
        List<ScalingGroup> users = [];
        await foreach (var group in GetAsync([], static _ => { }, stop))
        {
            if (group.TargetGroupArn.Intersect(targetGroupArns, StringComparer.Ordinal).Any())
            {
                users.Add(group);
            }
        }

        return users;
    }

    /// <summary>Brings a group to these target groups: first attaches, then detaches, so that clients always reach it.</summary>
    /// <param name="group">The group as it is.</param>
    /// <param name="wanted">ARNs of all target groups it is to have.</param>
    public async Task<bool> SetTargetGroupsAsync(ScalingGroup group, IReadOnlyList<string> wanted)
    {
        // Ten a call: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachLoadBalancerTargetGroups.html
        const int MostOfACall = 10;
        var change = new Change($"Set target groups from {TargetGroups.Words(group.TargetGroupArn)} to {TargetGroups.Words(wanted)}", $"{Kind} {group.ScalingGroupName}");
        var changed = false;
        foreach (var arns in wanted.Except(group.TargetGroupArn, StringComparer.Ordinal).Chunk(MostOfACall))
        {
            changed |= await changes.ApplyAsync(
                change with { Action = $"{change.Action}: attach {TargetGroups.Words(arns)}" },
                cancel => aws.AutoScaling.AttachLoadBalancerTargetGroupsAsync(new AttachLoadBalancerTargetGroupsRequest { AutoScalingGroupName = group.ScalingGroupName, TargetGroupARNs = [.. arns] }, cancel));
        }

        foreach (var arns in group.TargetGroupArn.Except(wanted, StringComparer.Ordinal).Chunk(MostOfACall))
        {
            changed |= await changes.ApplyAsync(
                change with { Action = $"{change.Action}: detach {TargetGroups.Words(arns)}" },
                cancel => aws.AutoScaling.DetachLoadBalancerTargetGroupsAsync(new DetachLoadBalancerTargetGroupsRequest { AutoScalingGroupName = group.ScalingGroupName, TargetGroupARNs = [.. arns] }, cancel));
        }

        return changed;
    }

    /// <summary>Changes a group's settings in one call.</summary>
    /// <param name="request">Only what differs from <paramref name="group"/>.</param>
    /// <param name="group">The group as it is.</param>
    /// <param name="differences">From what to what, for the user.</param>
    public Task<bool> UpdateAsync(UpdateAutoScalingGroupRequest request, ScalingGroup group, IReadOnlyList<string> differences) => changes.ApplyAsync(
        new Change("Set " + string.Join(", ", differences), $"{Kind} {group.ScalingGroupName}"),
        cancel => aws.AutoScaling.UpdateAutoScalingGroupAsync(request, cancel));

    /// <summary>Sets tags of a group; they are copied to instances launched from now on.</summary>
    public Task<bool> TagAsync(string group, IReadOnlyList<(string Key, string Value)> tags) => changes.ApplyAsync(
        new Change("Set tags " + string.Join(", ", tags.Select(static tag => $"{tag.Key}={tag.Value}")), $"{Kind} {group}"),
        cancel => aws.AutoScaling.CreateOrUpdateTagsAsync(new CreateOrUpdateTagsRequest { Tags = AutoScalingTags(group, tags) }, cancel));

    /// <summary>Tags as Auto Scaling takes them.</summary>
    public static List<Tag> AutoScalingTags(string group, IReadOnlyList<(string Key, string Value)> tags) =>
        [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value, PropagateAtLaunch = true, ResourceId = group, ResourceType = "auto-scaling-group" })];

    /// <summary>Suspends processes of a group.</summary>
    public Task<bool> SuspendAsync(ScalingGroup group, IReadOnlyList<string> processes) => changes.ApplyAsync(
        new Change($"Suspend {string.Join(", ", processes)}, beside {Suspended(group)}", $"{Kind} {group.ScalingGroupName}"),
        cancel => aws.AutoScaling.SuspendProcessesAsync(new SuspendProcessesRequest { AutoScalingGroupName = group.ScalingGroupName, ScalingProcesses = [.. processes] }, cancel));

    /// <summary>Resumes processes of a group.</summary>
    public Task<bool> ResumeAsync(ScalingGroup group, IReadOnlyList<string> processes) => changes.ApplyAsync(
        new Change($"Resume {string.Join(", ", processes)}, of {Suspended(group)}", $"{Kind} {group.ScalingGroupName}"),
        cancel => aws.AutoScaling.ResumeProcessesAsync(new ResumeProcessesRequest { AutoScalingGroupName = group.ScalingGroupName, ScalingProcesses = [.. processes] }, cancel));

    /// <summary>Sets a group's warm pool, or makes it.</summary>
    /// <param name="group">The group as it is.</param>
    /// <param name="request">All settings of the pool.</param>
    /// <param name="differences">From what to what, for the user.</param>
    public Task<bool> SetWarmPoolAsync(ScalingGroup group, PutWarmPoolRequest request, IReadOnlyList<string> differences) => changes.ApplyAsync(
        new Change("Set " + string.Join(", ", differences), $"{Kind} {group.ScalingGroupName}"),
        cancel => aws.AutoScaling.PutWarmPoolAsync(request, cancel));

    /// <summary>Removes a group's warm pool with its instances.</summary>
    public Task<bool> RemoveWarmPoolAsync(ScalingGroup group) => changes.ApplyAsync(
        new Change($"Remove the warm pool and terminate its {group.WarmPoolSize} instance(s)", $"{Kind} {group.ScalingGroupName}"),
        cancel => aws.AutoScaling.DeleteWarmPoolAsync(new DeleteWarmPoolRequest { AutoScalingGroupName = group.ScalingGroupName, ForceDelete = true }, cancel));

    /// <summary>Removes a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="force">With its instances.</param>
    public Task<bool> RemoveAsync(ScalingGroup group, bool force) => changes.ApplyAsync(
        new Change(group.InstanceCount == 0 ? "Remove" : $"Remove and terminate its {group.InstanceCount} instance(s)", $"{Kind} {group.ScalingGroupName}"),
        cancel => aws.AutoScaling.DeleteAutoScalingGroupAsync(new DeleteAutoScalingGroupRequest { AutoScalingGroupName = group.ScalingGroupName, ForceDelete = force }, cancel));

    /// <summary>Waits until as many instances serve as should, and none is on its way.</summary>
    public async Task<ScalingGroup> WaitSteadyAsync(string name, TimeSpan timeout, CancellationToken stop)
    {
        ScalingGroup? group = null;
        await Waiter.UntilAsync(
            aws,
            changes,
            $"Waiting for scaling group {name}",
            timeout,
            TimeSpan.FromSeconds(10),
            async cancel =>
            {
                group = await RequireAsync(name, cancel);
                var steady = group.InService == group.DesiredCapacity && group.InstanceCount == group.DesiredCapacity;
                return (steady, $"{group.InService} of {group.DesiredCapacity} in service", group.DesiredCapacity == 0 ? -1 : Math.Min(99, 100 * group.InService / group.DesiredCapacity));
            },
            stop);
        return group!;
    }

    /// <summary>Waits until a group is gone.</summary>
    public Task WaitGoneAsync(string name, TimeSpan timeout, CancellationToken stop) => Waiter.UntilAsync(
        aws,
        changes,
        $"Waiting for the end of scaling group {name}",
        timeout,
        TimeSpan.FromSeconds(10),
        async cancel =>
        {
            var group = await FindAsync(name, cancel);
            return (group is null, group is null ? "gone" : $"{group.InstanceCount} instance(s) left", -1);
        },
        stop);

    private static string Suspended(ScalingGroup group) => group.SuspendedProcess.Count == 0 ? "none" : $"{string.Join(", ", group.SuspendedProcess)} that are suspended";

    private static AwsOpsException NotFound(AwsConnection aws, string name) => AwsOpsException.NotFound(Kind, name, aws.Where, "Get-ScalingGroup lists those that are.");
}
