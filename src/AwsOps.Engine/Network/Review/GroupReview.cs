using AwsOps.Engine.FlowLogs;

namespace AwsOps.Engine.Network;

/// <summary>What a review is told beside the network.</summary>
public sealed record GroupReviewOptions
{
    /// <summary>Groups that something names though no interface has them, such as launch templates; null if that was not looked at.</summary>
    public IReadOnlySet<string>? NamedElsewhere { get; init; }

    /// <summary>The flows of flow logs; null for none.</summary>
    public IReadOnlyList<FlowSeen>? Flows { get; init; }

    /// <summary>How many records the flows are of, and of which time; null to take that from the flows.</summary>
    public FlowWindow? Window { get; init; }
}

/// <summary>
/// Reviews security groups: what nobody uses, what grants nothing, what is written twice, and what is open wider than it is
/// used. What is not known is not reported.
/// </summary>
public static class GroupReview
{
    /// <summary>The findings, in the order of the groups.</summary>
    /// <param name="inventory">The network.</param>
    /// <param name="options">What else is known.</param>
    /// <exception cref="FormatException">A rule cannot be.</exception>
    public static IReadOnlyList<GroupFinding> Analyze(NetworkInventory inventory, GroupReviewOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        options ??= new();
        var model = new NetworkModel(inventory);
        var named = (inventory.SecurityGroups ?? [])
            .SelectMany(static g => g.Rules.Where(r => r.ReferencedGroupId is not null && r.ReferencedGroupId != g.GroupId), static (_, r) => r.ReferencedGroupId!)
            .ToHashSet(StringComparer.Ordinal);
        var use = options.Flows is null ? null : new RuleUse(model, options.Flows, options.Window);
        List<GroupFinding> findings = [];
        foreach (var group in inventory.SecurityGroups ?? [])
        {
            if (Unused(group, model, named, options) is { } unused)
            {
                findings.Add(unused);
            }

            List<GroupFinding> ofRules = [.. Stale(group, model), .. RuleCoverage.Of(group, model.Peers)];
            findings.AddRange(ofRules);
            if (use is not null)
            {
                // What goes anyway needs no narrowing.
                findings.AddRange(use.Of(group, [.. ofRules.Select(static f => f.Rule).OfType<SecurityGroupRule>()]));
            }
        }

        return findings;
    }

    private static GroupFinding? Unused(SecurityGroup group, NetworkModel model, HashSet<string> named, GroupReviewOptions options)
    {
        // The default group can't be removed (https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html).
        if (!model.Interfaces.IsComplete || group.GroupName == "default" || named.Contains(group.GroupId)
            || model.Interfaces.OfGroup(group.GroupId).Count > 0 || options.NamedElsewhere?.Contains(group.GroupId) == true)
        {
            return null;
        }

        var open = ExposureAnalyzer.Analyze(group, new() { Peers = model.Peers });
        var launch = options.NamedElsewhere is null ? "; launch templates were not looked at" : " or launch template";
        return new(
            GroupFindingKind.UnusedGroup,
            group,
            null,
            open.Count > 0 && open[0].Severity >= Severity.High ? Severity.Medium : Severity.Low,
            $"no network interface has it, and no rule of another group{launch} names it{(open.Count > 0 ? $"; whatever gets it is open: {open[0].Services} to {open[0].RuleSources}" : string.Empty)}");
    }

    /// <summary>
    /// A rule that names a group of a VPC that is not, or no longer, peered is stale and grants nothing
    /// (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html#vpc-peering-stale-groups).
    /// </summary>
    private static IEnumerable<GroupFinding> Stale(SecurityGroup group, NetworkModel model)
    {
        foreach (var rule in group.Rules.Where(static r => r.ReferencedGroupId is not null))
        {
            var id = rule.ReferencedGroupId!;
            var target = model.Group(id).Value;
            var foreign = rule.ReferencedGroupOwnerId is { } account && account != group.OwnerId;
            var reason = rule.PeeringStatus is not null and not "active" ? $"the peering connection {rule.VpcPeeringConnectionId} through which it names {id} is {rule.PeeringStatus}"
                : target is null && !foreign && rule.VpcPeeringConnectionId is null && group.OwnerId is not null ? $"there is no group {id}"
                : target?.VpcId is { } there && group.VpcId is { } here && there != here && model.Peers.Members(rule) is { IsEmpty: true } && model.Interfaces.OfGroup(id).Count > 0 ? $"{id} is of {there}, and no active peering connection of one region joins that with {here}"
                : null;
            if (reason is not null)
            {
                yield return new(GroupFindingKind.StaleReference, group, rule, Severity.Low, $"it grants nothing: {reason}");
            }
        }
    }
}
