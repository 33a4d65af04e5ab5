namespace AwsOps.Engine.Network;

/// <summary>What prefix lists and group references of rules stand for in an inventory.</summary>
internal sealed class InventoryPeers : RulePeers
{
    private readonly NetworkModel _model;
    private readonly Dictionary<string, AddressSet?> _lists = [];
    private readonly Dictionary<SecurityGroupRule, string> _ownerOfRule = new(ReferenceEqualityComparer.Instance);

    public InventoryPeers(NetworkModel model)
    {
        _model = model;
        ForStranger = new Strangers(this);
        foreach (var group in model.Inventory.SecurityGroups ?? [])
        {
            foreach (var rule in group.Rules)
            {
                if (rule.ReferencedGroupId is not null)
                {
                    _ownerOfRule[rule] = group.GroupId;
                }
            }
        }
    }

    /// <summary>The same lists; but members of a group are not strangers, whatever their addresses.</summary>
    public RulePeers ForStranger { get; }

    public override AddressSet? PrefixList(string prefixListId)
    {
        if (!_lists.TryGetValue(prefixListId, out var entries))
        {
            entries = _model.List(prefixListId)?.Cidrs is { } cidrs ? AddressSet.Of(cidrs.Select(Cidr.ParseCanonical)) : null;
            _lists.Add(prefixListId, entries);
        }

        return entries;
    }

    /// <summary>
    /// A group of another VPC counts while the peering connection with it is active and in the same region; without
    /// one the reference is stale and grants nothing
    /// (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html).
    /// </summary>
    public override AddressSet? Members(SecurityGroupRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var referenced = rule.ReferencedGroupId!;
        var owner = _ownerOfRule.TryGetValue(rule, out var id) ? _model.Group(id).Value : null;
        var target = _model.Group(referenced).Value;
        var foreign = rule.ReferencedGroupOwnerId is { } account && owner?.OwnerId is { } own && account != own;
        if (rule.PeeringStatus is not null and not "active")
        {
            return AddressSet.Empty;
        }

        // The members in another account are in that account's answers.
        if (!_model.Interfaces.IsComplete || (foreign && _model.Interfaces.OfGroup(referenced).Count == 0))
        {
            return null;
        }

        var members = _model.Interfaces.MembersOf(referenced);
        if (target?.VpcId is not { } there || owner?.VpcId is not { } here || there == here)
        {
            return members;
        }

        return _model.Inventory.Peerings is not { } peerings ? null
            : peerings.Any(p => p.Joins(here, there) && p.Status == "active" && p.Requester.Region == p.Accepter.Region) ? members
            : _model.Inventory.TransitGatewayAttachments is null ? null
            : JoinedByTransitGateway(here, there) ? null
            : AddressSet.Empty;
    }

    /// <summary>
    /// A transit gateway can carry group references if its setting and that of both attachments allow it
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html#vpc-attachment-security), which is not known here.
    /// </summary>
    private bool JoinedByTransitGateway(string a, string b)
    {
        var attachments = _model.Inventory.TransitGatewayAttachments!;
        return attachments.Any(x => x.ResourceId == a && attachments.Any(y => y.ResourceId == b && y.TransitGatewayId == x.TransitGatewayId));
    }

    private sealed class Strangers(InventoryPeers peers) : RulePeers
    {
        public override AddressSet? PrefixList(string prefixListId) => peers.PrefixList(prefixListId);

        public override AddressSet? Members(SecurityGroupRule rule) => AddressSet.Empty;
    }
}
