namespace AwsOps.Engine.Network;

/// <summary>The ways from the internet through internet-facing load balancers to their targets.</summary>
internal sealed class LoadBalancerPaths(InternetPaths paths)
{
    private readonly Dictionary<string, List<NetworkInterface>> _nodes = paths.Model.Interfaces.All
        .Where(static i => i.Description.StartsWith("ELB ", StringComparison.Ordinal))
        .GroupBy(static i => i.Description)
        .ToDictionary(static g => g.Key, static g => g.ToList());

    private readonly ILookup<string, LoadBalancerListener> _listeners =
        (paths.Model.Inventory.Listeners ?? []).ToLookup(static l => l.LoadBalancerArn);

    private readonly Dictionary<string, LoadBalancerTargetGroup> _targetGroups =
        (paths.Model.Inventory.TargetGroups ?? []).DistinctBy(static t => t.Arn).ToDictionary(static t => t.Arn);

    private readonly Dictionary<string, NetworkLoadBalancer> _balancers =
        (paths.Model.Inventory.LoadBalancers ?? []).DistinctBy(static b => b.InterfaceDescription).ToDictionary(static b => b.InterfaceDescription);

    /// <summary>The ports that the load balancer behind a node's interface listens on; null for other interfaces.</summary>
    public Layer? ListenersOf(NetworkInterface node)
    {
        if (!node.Description.StartsWith("ELB ", StringComparison.Ordinal))
        {
            return null;
        }

        if (!_balancers.TryGetValue(node.Description, out var balancer))
        {
            return Layer.Unknown(LayerKind.LoadBalancer, node.Description, $"the load balancer '{node.Description}' (describe-load-balancers)");
        }

        if (paths.Model.Inventory.Listeners is null && balancer.Type != "classic")
        {
            return Layer.Unknown(LayerKind.LoadBalancer, balancer.Name, "describe-listeners");
        }

        var services = _listeners[balancer.Arn].Aggregate(ServiceSet.Empty, static (all, l) => all.Union(l.Services));
        return new(
            LayerKind.LoadBalancer,
            balancer.Name,
            TrafficBounds.Exactly(TrafficSet.Of(AddressSet.All, services)),
            (_, protocol, port) => services.Contains(protocol, port) ? $"{balancer.Name} listens on {new ServiceRange(protocol, port, port)}" : $"{balancer.Name} has no listener there");
    }

    public IEnumerable<LoadBalancerReach> All() =>
        (paths.Model.Inventory.LoadBalancers ?? []).Where(static b => b.IsInternetFacing && b.Type != "gateway").SelectMany(Of);

    public IEnumerable<LoadBalancerReach> Of(NetworkLoadBalancer balancer)
    {
        var unknown = new LoadBalancerReach { LoadBalancer = balancer, Verdict = Verdict.Unknown };
        if (!_nodes.TryGetValue(balancer.InterfaceDescription, out var nodes))
        {
            return [unknown with { Missing = [paths.Model.Interfaces.IsComplete ? $"the interfaces of {balancer.Name} (describe-network-interfaces)" : "describe-network-interfaces"] }];
        }

        if (!_listeners[balancer.Arn].Any() && paths.Model.Inventory.Listeners is null)
        {
            return [unknown with { Missing = ["describe-listeners"] }];
        }

        return _listeners[balancer.Arn]
            .Where(l => l.Services.Overlaps(paths.Options.Services))
            .SelectMany(l => Of(balancer, l, nodes));
    }

    private IEnumerable<LoadBalancerReach> Of(NetworkLoadBalancer balancer, LoadBalancerListener listener, List<NetworkInterface> nodes)
    {
        var reach = new LoadBalancerReach { LoadBalancer = balancer, Listener = listener, Verdict = Verdict.Unknown };
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
