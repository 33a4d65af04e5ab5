namespace AwsOps.Engine.Network;

/// <summary>What of an inventory is reachable: rules, ACLs, routes, addresses and load balancers together.</summary>
public sealed class EffectiveExposures
{
    private readonly NetworkModel _model;
    private ILookup<string, InterfaceReach>? _reachOf;

    private EffectiveExposures(NetworkModel model, IReadOnlyList<InterfaceReach> interfaces, IReadOnlyList<LoadBalancerReach> balancers) =>
        (_model, Interfaces, LoadBalancers) = (model, interfaces, balancers);

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
        _reachOf ??= Interfaces.SelectMany(static r => r.Interface.GroupIds, static (r, id) => (id, r)).ToLookup(static p => p.id, static p => p.r);
        var members = _reachOf[exposure.Group.GroupId].ToList();
        var traffic = exposure.Traffic;
        List<InterfaceReach> reached = [], replyBlocked = [], unknown = [];
        foreach (var member in members)
        {
            (!member.Answered.Certain.Intersect(traffic).IsEmpty ? reached
                : !member.Answered.Possible.Intersect(traffic).IsEmpty ? unknown
                : !member.Arriving.Certain.Intersect(traffic).IsEmpty ? replyBlocked
                : null)?.Add(member);
        }

        var verdict = reached.Count > 0 ? exposure.Verdict
            : unknown.Count > 0 || !_model.Interfaces.IsComplete ? Verdict.Unknown
            : replyBlocked.Count > 0 ? Verdict.ReplyBlocked
            : Verdict.Closed;
        List<string> missing = [];
        if (verdict == Verdict.Unknown)
        {
            missing.AddRange(exposure.Missing.Concat(unknown.SelectMany(static u => u.Path.Missing)).Distinct());
            if (!_model.Interfaces.IsComplete)
            {
                missing.Add("describe-network-interfaces");
            }
        }

        var shown = (verdict == Verdict.ReplyBlocked ? replyBlocked : verdict == Verdict.Unknown ? unknown : reached).FirstOrDefault();
        var closed = verdict == Verdict.Closed ? members.FirstOrDefault() : verdict == Verdict.ReplyBlocked ? shown : null;
        return new()
        {
            Exposure = exposure,
            Verdict = verdict,
            Interfaces = [.. reached.Select(static r => r.Interface)],
            LoadBalancers = [.. LoadBalancers.Where(l => l.Verdict == Verdict.Exposed && l.Interface?.GroupIds.Contains(exposure.Group.GroupId) == true)],
            Path = shown?.Path,
            BlockedBy = closed?.Path.BlockedBy,
            Missing = missing,
        };
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
