using System.Runtime.CompilerServices;
using Amazon.AutoScaling.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Reads and changes scheduled actions.</summary>
internal sealed class ScalingSchedules(AwsConnection aws, IChanges changes)
{
    /// <summary>Scheduled actions of a group (null: of all groups), all or the named ones. A missing name is reported through <paramref name="missing"/>.</summary>
    public async IAsyncEnumerable<ScalingSchedule> GetAsync(string? group, IReadOnlyList<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var actions = Pager.PagesAsync<ScheduledUpdateGroupAction>(
            async (token, cancel) =>
            {
                var request = new DescribeScheduledActionsRequest { AutoScalingGroupName = group, ScheduledActionNames = names.Count == 0 ? null : [.. names], NextToken = token };
                var page = await ScalingGroups.OfGroupAsync(aws, group, () => aws.AutoScaling.DescribeScheduledActionsAsync(request, cancel));
                return (page.ScheduledUpdateGroupActions, page.NextToken);
            },
            stop);
        await foreach (var action in actions)
        {
            found.Add(action.ScheduledActionName);
            yield return new ScalingSchedule(aws, action);
        }

        foreach (var name in names.Where(name => !found.Contains(name)))
        {
            missing(name);
        }
    }

    /// <summary>The error for a scheduled action that is not there.</summary>
    public AwsOpsException NotFound(string name, string? group) => AwsOpsException.NotFound("Scaling schedule", name, group is null ? aws.Where : $"group '{group}' ({aws.Where})", "Get-ScalingSchedule lists those that are.");

    /// <summary>Makes a scheduled action; an error when one of that name exists. AWS would overwrite it.</summary>
    /// <returns>The action; null when it was not made.</returns>
    public async Task<ScalingSchedule?> NewAsync(PutScheduledUpdateGroupActionRequest request, string description, CancellationToken stop)
    {
        await foreach (var existing in GetAsync(request.AutoScalingGroupName, [request.ScheduledActionName], static _ => { }, stop))
        {
            throw AwsOpsException.Exists("Scaling schedule", existing.ScalingScheduleName, $"group '{existing.ScalingGroupName}' ({aws.Where})", "Choose another name, or remove it with Remove-ScalingSchedule.");
        }

        if (!await changes.ApplyAsync(new Change($"Create: {description}", $"Scaling schedule {request.ScheduledActionName} of group {request.AutoScalingGroupName}"), cancel => aws.AutoScaling.PutScheduledUpdateGroupActionAsync(request, cancel)))
        {
            return null;
        }

        ScalingSchedule? made = null;
        await foreach (var schedule in GetAsync(request.AutoScalingGroupName, [request.ScheduledActionName], name => throw NotFound(name, request.AutoScalingGroupName), stop))
        {
            made = schedule;
        }

        return made;
    }

    /// <summary>Removes a scheduled action.</summary>
    public Task<bool> RemoveAsync(ScalingSchedule schedule) => changes.ApplyAsync(
        new Change("Remove", $"Scaling schedule {schedule.ScalingScheduleName} of group {schedule.ScalingGroupName}"),
        cancel => aws.AutoScaling.DeleteScheduledActionAsync(new DeleteScheduledActionRequest { AutoScalingGroupName = schedule.ScalingGroupName, ScheduledActionName = schedule.ScalingScheduleName }, cancel));
}
