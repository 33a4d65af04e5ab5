using System.Runtime.CompilerServices;
using Amazon.AutoScaling.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Reads and changes scaling policies.</summary>
internal sealed class ScalingPolicies(AwsConnection aws, IChanges changes)
{
    /// <summary>Policies of a group (null: of all groups), all or the named ones. A missing name is reported through <paramref name="missing"/>.</summary>
    public async IAsyncEnumerable<ScalingPolicy> GetAsync(string? group, IReadOnlyList<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var policies = Pager.PagesAsync<Amazon.AutoScaling.Model.ScalingPolicy>(
            async (token, cancel) =>
            {
                var request = new DescribePoliciesRequest { AutoScalingGroupName = group, PolicyNames = names.Count == 0 ? null : [.. names], NextToken = token };
                var page = await ScalingGroups.OfGroupAsync(aws, group, () => aws.AutoScaling.DescribePoliciesAsync(request, cancel));
                return (page.ScalingPolicies, page.NextToken);
            },
            stop);
        await foreach (var policy in policies)
        {
            found.Add(policy.PolicyName);
            yield return new ScalingPolicy(aws, policy);
        }

        foreach (var name in names.Where(name => !found.Contains(name)))
        {
            missing(name);
        }
    }

    /// <summary>The error for a policy that is not there.</summary>
    public AwsOpsException NotFound(string name, string? group) => AwsOpsException.NotFound("Scaling policy", name, group is null ? aws.Where : $"group '{group}' ({aws.Where})", "Get-ScalingPolicy lists those that are.");

    /// <summary>Makes a policy; an error when one of that name exists. PutScalingPolicy would overwrite it.</summary>
    /// <returns>The policy; null when it was not made.</returns>
    public async Task<ScalingPolicy?> NewAsync(PutScalingPolicyRequest request, string description, CancellationToken stop)
    {
        await foreach (var existing in GetAsync(request.AutoScalingGroupName, [request.PolicyName], static _ => { }, stop))
        {
            throw AwsOpsException.Exists("Scaling policy", existing.ScalingPolicyName, $"group '{existing.ScalingGroupName}' ({aws.Where})", "Choose another -ScalingPolicyName, or remove it with Remove-ScalingPolicy.");
        }

        if (!await changes.ApplyAsync(new Change($"Create: {description}", $"Scaling policy {request.PolicyName} of group {request.AutoScalingGroupName}"), cancel => aws.AutoScaling.PutScalingPolicyAsync(request, cancel)))
        {
            return null;
        }

        ScalingPolicy? made = null;
        await foreach (var policy in GetAsync(request.AutoScalingGroupName, [request.PolicyName], name => throw NotFound(name, request.AutoScalingGroupName), stop))
        {
            made = policy;
        }

        return made;
    }

    /// <summary>Removes a policy, with the alarms that target tracking made for it.</summary>
    public Task<bool> RemoveAsync(ScalingPolicy policy) => changes.ApplyAsync(
        new Change($"Remove ({policy.PolicyType})", $"Scaling policy {policy.ScalingPolicyName} of group {policy.ScalingGroupName}"),
        cancel => aws.AutoScaling.DeletePolicyAsync(new DeletePolicyRequest { AutoScalingGroupName = policy.ScalingGroupName, PolicyName = policy.ScalingPolicyName }, cancel));
}
