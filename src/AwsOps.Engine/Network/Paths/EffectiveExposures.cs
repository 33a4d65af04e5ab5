namespace AwsOps.Engine.Network;

/// <summary>What of an inventory is reachable: rules, ACLs, routes, addresses and load balancers together.</summary>
public sealed class EffectiveExposures
{
    private readonly NetworkModel _model;
    private readonly Lazy<ILookup<string, InterfaceReach>> _reachOf;
    private readonly Lazy<ILookup<string, LoadBalancerReach>> _behind;
    private readonly Lazy<List<LoadBalancerReach>> _unknown;

    private EffectiveExposures(NetworkModel model, IReadOnlyList<InterfaceReach> interfaces, IReadOnlyList<LoadBalancerReach> balancers) =>
        (_model, Interfaces, LoadBalancers, _reachOf, _behind, _unknown) = (
            model,
            interfaces,
            balancers,
            new(() => interfaces.SelectMany(static r => r.Interface.GroupIds, static (r, id) => (id, r)).ToLookup(static p => p.id, static p => p.r, StringComparer.Ordinal)),
            new(() => balancers.Where(static l => l.Interface is not null).SelectMany(static l => l.Interface!.GroupIds.Distinct(StringComparer.Ordinal), static (l, id) => (id, l)).ToLookup(static p => p.id, static p => p.l, StringComparer.Ordinal)),
            new(() => [.. balancers.Where(static l => l.Verdict == Verdict.Unknown)]));

    /// <summary>Every interface with its verdict.</summary>
    public IReadOnlyList<InterfaceReach> Interfaces { get; }

    /// <summary>Every target behind an internet-facing load balancer.</summary>
    public IReadOnlyList<LoadBalancerReach> LoadBalancers { get; }

    /// <summary>Works out what is reachable.</summary>
    /// <param name="inventory">What is known.</param>
    /// <param name="options">Who asks for what; the internet and all services by default.</param>
    /// <exception cref="FormatException">An address, range or rule in the inventory cannot be.</exception>
    public static EffectiveExposures Analyze(NetworkInventory inventory, ReachOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        var model = new NetworkModel(inventory);
        var paths = new InternetPaths(model, options ?? new());
        var balancers = new LoadBalancerPaths(paths);
        List<InterfaceReach> interfaces = new(model.Interfaces.All.Count);
        foreach (var item in model.Interfaces.All)
        {
            var listeners = balancers.ListenersOf(item);
            if (listeners is null)
            {
                var (verdict, arriving, answered) = paths.Judge(item);
                interfaces.Add(new(item, verdict, arriving, answered, () => paths.Path(item)));
            }
            else
            {
                var path = paths.Path(item, listeners);
                interfaces.Add(new(item, path.Verdict, path.Evaluation.Arriving, path.Evaluation.Answered, () => path));
            }
        }

        return new(model, interfaces, [.. balancers.All()]);
    }

    /// <summary>
    /// What an exposure of a group's rules comes to: which interfaces of the group are reached that way, directly or as
    /// targets of a load balancer that is.
    /// </summary>
    /// <param name="exposure">The exposure.</param>
    public GroupReach Judge(Exposure exposure)
    {
        ArgumentNullException.ThrowIfNull(exposure);
        var (traffic, id) = (exposure.Traffic, exposure.Group.GroupId);
        List<InterfaceReach> members = [.. _reachOf.Value[id]], reached = [], replyBlocked = [], unknown = [];
        foreach (var member in members)
        {
            (!member.Answered.Certain.Intersect(traffic).IsEmpty ? reached
                : !member.Answered.Possible.Intersect(traffic).IsEmpty ? unknown
                : !member.Arriving.Certain.Intersect(traffic).IsEmpty ? replyBlocked
                : null)?.Add(member);
        }

        // A load balancer's client gets through to a target's port whether the target sees its address or the node's.
        List<LoadBalancerReach> behind = [.. _behind.Value[id].Where(l => Opens(exposure, l))];
        List<LoadBalancerReach> through = [.. behind.Where(static l => l.Verdict == Verdict.Exposed)];
        var nodes = reached.Select(static r => r.Interface.NetworkInterfaceId).ToHashSet(StringComparer.Ordinal);
        var fronts = nodes.Count == 0 ? [] : LoadBalancers.Where(l => l is { Verdict: Verdict.Exposed, Node: { } node } && nodes.Contains(node.NetworkInterfaceId));
        var verdict = reached.Count > 0 || through.Count > 0 ? exposure.Verdict
            : replyBlocked.Count > 0 || behind.Exists(static l => l.Verdict == Verdict.ReplyBlocked) ? Verdict.ReplyBlocked
            : Verdict.Closed;
        List<string> missing = [];
        if (verdict is Verdict.Closed or Verdict.ReplyBlocked)
        {
            missing = [.. unknown.SelectMany(static u => u.Path.Evaluation.Missing).Union(MissingOf(exposure, members, behind))];
            verdict = missing.Count > 0 || unknown.Count > 0 ? Verdict.Unknown : verdict;
        }

        if (verdict == Verdict.Unknown)
        {
            missing = [.. exposure.Missing.Union(missing)];
        }

        var direct = verdict switch { Verdict.ReplyBlocked => replyBlocked, Verdict.Unknown when reached.Count == 0 => unknown, _ => reached };
        var shown = direct.FirstOrDefault()?.Path ?? behind.Find(l => l.Verdict == verdict) switch
        {
            // Of the two legs the one that decides.
            { Back: { } back } way when way.Verdict == Verdict.Exposed || back.Verdict == way.Verdict => back,
            { } way => way.Front,
            _ => null,
        };
        return new()
        {
            Exposure = exposure,
            Verdict = verdict,
            Interfaces = [.. reached.Select(static r => r.Interface)],
            LoadBalancers = [.. through.Union(fronts)],
            Path = shown,
            BlockedBy = verdict == Verdict.Closed ? members.FirstOrDefault()?.Path.BlockedBy : verdict == Verdict.ReplyBlocked ? shown?.BlockedBy : null,
            Missing = missing,
        };
    }

    /// <summary>Whether the port that a load balancer sends to is one of the exposed services.</summary>
    private static bool Opens(Exposure exposure, LoadBalancerReach way) =>
        way.Target is { } target && exposure.Services.Overlaps(ServiceSet.Of(IpProtocols.All, PortSet.Of(target.Port)));

    /// <summary>The answers without which something else could still reach a member.</summary>
    private IEnumerable<string> MissingOf(Exposure exposure, List<InterfaceReach> members, List<LoadBalancerReach> behind)
    {
        if (!_model.Interfaces.IsComplete)
        {
            yield return "describe-network-interfaces";
        }

        if (members.Count == 0 && _model.Interfaces.IsComplete)
        {
            yield break;
        }

        if (exposure.Sources.Overlaps(AddressRanges.Private))
        {
            yield return "the way by which private addresses come here; ask for the path from one of them";
        }

        if (_model.Inventory.LoadBalancers is null)
        {
            yield return "describe-load-balancers";
        }

        // A load balancer whose targets are not known may have any interface of its VPC for one.
        var vpcs = members.Select(static m => m.Interface.VpcId).ToHashSet();
        foreach (var way in _unknown.Value.Where(l => (l.Interface is null && (l.LoadBalancer.VpcId is null || vpcs.Contains(l.LoadBalancer.VpcId))) || behind.Contains(l)))
        {
            foreach (var gap in way.Missing)
            {
                yield return gap;
            }
        }
    }
}

/// <summary>What an exposure of a security group comes to.</summary>
public sealed record GroupReach
{
    /// <summary>The exposure that its rules make.</summary>
    public required Exposure Exposure { get; init; }

    /// <summary>The answer, with ACLs, routes and addresses.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The interfaces that are reached; their instances are reached.</summary>
    public IReadOnlyList<NetworkInterface> Interfaces { get; init; } = [];

    /// <summary>The ways through load balancers to interfaces of the group.</summary>
    public IReadOnlyList<LoadBalancerReach> LoadBalancers { get; init; } = [];

    /// <summary>The way to one of the interfaces, with its witness.</summary>
    public PathResult? Path { get; init; }

    /// <summary>What blocks, if nothing is reached; null too if no interface uses the group.</summary>
    public PathHop? BlockedBy { get; init; }

    /// <summary>What would have to be known to turn Unknown into an answer.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}
