using System.Globalization;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Engine.Network;

/// <summary>Compares inbound rules with the flows that flow logs show.</summary>
internal sealed class RuleUse
{
    private readonly NetworkModel _model;
    private readonly Dictionary<string, List<FlowSeen>> _arrived = [];
    private readonly HashSet<string> _logged = [];
    private readonly string _period;

    public RuleUse(NetworkModel model, IReadOnlyList<FlowSeen> flows, FlowWindow? window)
    {
        _model = model;
        var members = new FlowMembers(model.Interfaces);
        foreach (var flow in flows)
        {
            if (members.Of(flow) is { } item)
            {
                _logged.Add(item.NetworkInterfaceId);
                if (flow.Action != FlowAction.Reject)
                {
                    if (!_arrived.TryGetValue(item.NetworkInterfaceId, out var list))
                    {
                        _arrived.Add(item.NetworkInterfaceId, list = []);
                    }

                    list.Add(flow);
                }
            }
            else if (flow.InterfaceId is { } id)
            {
                _logged.Add(id);
            }
        }

        var times = flows.Where(static f => f.FirstSeen > 0).ToList();
        window ??= new(flows.Sum(static f => f.Flows), times.Count == 0 ? null : times.Min(static f => f.FirstSeen), times.Count == 0 ? null : times.Max(static f => f.LastSeen));
        _period = $"the {window}";
    }

    public IEnumerable<GroupFinding> Of(SecurityGroup group, HashSet<SecurityGroupRule> except)
    {
        // Of an interface without any record it is not known whether it is logged at all.
        var cards = _model.Interfaces.OfGroup(group.GroupId);
        if (cards.Count == 0 || !cards.All(c => _logged.Contains(c.NetworkInterfaceId)))
        {
            yield break;
        }

        var flows = cards.SelectMany(c => _arrived.GetValueOrDefault(c.NetworkInterfaceId) ?? []).ToList();
        foreach (var rule in group.RulesOf(egress: false).Where(r => !except.Contains(r)))
        {
            var peers = SecurityGroupSemantics.Addresses(rule, _model.Peers, out _, out var missing);
            if (missing is null)
            {
                var set = TrafficSet.Of(peers, rule.Services);
                if (Judge(group, rule, peers, [.. flows.Where(f => FlowMembers.IsAmong(set, f))]) is { } finding)
                {
                    yield return finding;
                }
            }
        }
    }

    private GroupFinding? Judge(SecurityGroup group, SecurityGroupRule rule, AddressSet peers, List<FlowSeen> used)
    {
        var isOpen = peers.Overlaps(AddressRanges.Internet);
        if (used.Count == 0)
        {
            return new(GroupFindingKind.UnusedRule, group, rule, isOpen ? Severity.Medium : Severity.Low, $"nothing in {_period} used it");
        }

        var services = used.Aggregate(ServiceSet.Empty, static (all, f) => all.Union(IpProtocols.HasPorts(f.Protocol) ? ServiceSet.Of(f.Protocol, PortSet.Of(f.DestinationPort)) : ServiceSet.Of(f.Protocol)));
        var users = AddressSet.Of(used.Select(static f => f.Source));

        // A single port that is used is used; who else may come is for its owner to say unless it is a large part of the world.
        if (rule.Services.IsSubsetOf(services))
        {
            return null;
        }

        return new(GroupFindingKind.WiderThanUsed, group, rule, isOpen ? Severity.Medium : Severity.Low, string.Create(CultureInfo.InvariantCulture, $"{_period} show {services} from {users.Count} address(es) only"))
        {
            Used = services.Intersect(rule.Services),
            Users = users,
        };
    }
}
