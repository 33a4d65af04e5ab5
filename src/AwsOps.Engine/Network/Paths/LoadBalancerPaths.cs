namespace AwsOps.Engine.Network;

/// <summary>The ways from the internet through internet-facing load balancers to their targets.</summary>
internal sealed class LoadBalancerPaths(InternetPaths paths)
{
    private readonly Dictionary<string, List<NetworkInterface>> _nodes = paths.Model.Interfaces.All
        .Where(static i => NetworkLoadBalancer.NodeKeyOf(i) is not null)
        .GroupBy(static i => NetworkLoadBalancer.NodeKeyOf(i)!)
        .ToDictionary(static g => g.Key, static g => g.ToList());

    private readonly Dictionary<string, LoadBalancerTargetGroup> _targetGroups =
        (paths.Model.Inventory.TargetGroups ?? []).DistinctBy(static t => t.Arn).ToDictionary(static t => t.Arn);

    private readonly Dictionary<string, NetworkLoadBalancer> _balancers =
        (paths.Model.Inventory.LoadBalancers ?? []).DistinctBy(static b => b.NodeKey).ToDictionary(static b => b.NodeKey);

    /// <summary>The ports that the load balancer behind a node's interface listens on; null for other interfaces.</summary>
    public Layer? ListenersOf(NetworkInterface node)
    {
        if (NetworkLoadBalancer.NodeKeyOf(node) is not { } key)
        {
            return null;
        }

        if (!_balancers.TryGetValue(key, out var balancer))
        {
            return Layer.Unknown(LayerKind.LoadBalancer, node.Description, MissingBalancer(node));
        }

        if (balancer.Listeners is not { } listeners)
        {
            return Layer.Unknown(LayerKind.LoadBalancer, balancer.Name, MissingListeners(balancer));
        }

        var services = listeners.Aggregate(ServiceSet.Empty, static (all, l) => all.Union(l.Services));
        return new(
            LayerKind.LoadBalancer,
            balancer.Name,
            TrafficBounds.Exactly(TrafficSet.Of(AddressSet.All, services)),
            (_, protocol, port) => services.Contains(protocol, port) ? $"{balancer.Name} listens on {new ServiceRange(protocol, port, port)}" : $"{balancer.Name} has no listener there");
    }

    public IEnumerable<LoadBalancerReach> All() =>
        (paths.Model.Inventory.LoadBalancers ?? []).Where(static b => b.IsInternetFacing && b.Type != "gateway").SelectMany(Of).Concat(Undescribed());

    public IEnumerable<LoadBalancerReach> Of(NetworkLoadBalancer balancer)
    {
        var unknown = new LoadBalancerReach { LoadBalancer = balancer, Verdict = Verdict.Unknown };
        if (!_nodes.TryGetValue(balancer.NodeKey, out var nodes))
        {
            return [unknown with { Missing = [paths.Model.Interfaces.IsComplete ? $"the interfaces of {balancer.Name} (describe-network-interfaces)" : "describe-network-interfaces"] }];
        }

        return balancer.Listeners is { } listeners
            ? listeners.Where(l => l.Services.Overlaps(paths.Options.Services)).SelectMany(l => Of(balancer, l, nodes))
            : [unknown with { Missing = [MissingListeners(balancer)] }];
    }

    /// <summary>Load balancers of which only the interfaces are known, as far as these can be reached at all: Classic ones have a describe call of their own.</summary>
    private IEnumerable<LoadBalancerReach> Undescribed() => paths.Model.Inventory.LoadBalancers is null ? [] : _nodes
        .Where(n => !_balancers.ContainsKey(n.Key) && n.Value.Exists(node => paths.Judge(node).Verdict != Verdict.Closed))
        .Select(static n => new LoadBalancerReach
        {
            LoadBalancer = new() { Arn = n.Value[0].Description, Name = n.Value[0].Description[4..], Type = "classic", VpcId = n.Value[0].VpcId },
            Verdict = Verdict.Unknown,
            Missing = [MissingBalancer(n.Value[0])],
        });

    private static string MissingBalancer(NetworkInterface node) =>
        $"the load balancer '{node.Description}' ({(node.Description.Contains('/', StringComparison.Ordinal) ? "describe-load-balancers" : "elb describe-load-balancers")})";

    private static string MissingListeners(NetworkLoadBalancer balancer) => $"the listeners of {balancer.Name} (describe-listeners)";

    private IEnumerable<LoadBalancerReach> Of(NetworkLoadBalancer balancer, LoadBalancerListener listener, List<NetworkInterface> nodes)
    {
        var reach = new LoadBalancerReach { LoadBalancer = balancer, Listener = listener, Verdict = Verdict.Unknown };
        if (!listener.AreRulesKnown)
        {
            yield return reach with { Missing = [$"the rules of listener {listener.Arn} (describe-rules)"] };
        }

        foreach (var arn in listener.TargetGroupArns)
        {
            if (!_targetGroups.TryGetValue(arn, out var group))
            {
                yield return reach with { Missing = [$"target group {arn} (describe-target-groups)"] };
            }
            else if (group.Targets is null)
            {
                yield return reach with { Missing = [$"the targets of {arn} (describe-target-health)"] };
            }
            else
            {
                foreach (var target in group.Targets)
                {
                    yield return nodes
                        .Select(n => new TargetPath(paths, reach with { Target = target }, group, n).Result())
                        .MaxBy(static r => Rank(r.Verdict))!;
                }
            }
        }
    }

    /// <summary>Of several ways the best one counts; Unknown counts for more than a blocked reply, which it may outdo.</summary>
    internal static int Rank(Verdict verdict) => verdict switch
    {
        Verdict.Exposed => 3,
        Verdict.Unknown => 2,
        Verdict.ReplyBlocked => 1,
        _ => 0,
    };
}
