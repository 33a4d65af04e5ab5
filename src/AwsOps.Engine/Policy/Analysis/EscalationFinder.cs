namespace AwsOps.Engine.Policy.Analysis;

/// <summary>
/// Finds who in an account can make himself an administrator, and how: over all policies of each principal together, with
/// boundaries, SCPs and denies honoured, through other users, roles, services and their trust.
/// </summary>
public sealed class EscalationFinder
{
    private readonly Dictionary<string, AccountEntity> _entities;
    private readonly Dictionary<string, EscalationNode> _nodes = [];
    private readonly EscalationEdges _edges;

    /// <summary>Takes stock of an account.</summary>
    /// <param name="entities">Its users and roles.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="workloads">What runs with its roles.</param>
    public EscalationFinder(IEnumerable<AccountEntity> entities, IEnumerable<AccountGroup>? groups = null, IEnumerable<AccountWorkload>? workloads = null)
    {
        ArgumentNullException.ThrowIfNull(entities);
        _entities = entities.ToDictionary(entity => entity.Arn);
        _edges = new([.. _entities.Values], [.. groups ?? []], [.. workloads ?? []]);
    }

    /// <summary>The users and roles that are administrators to begin with.</summary>
    public IReadOnlyList<string> FindAdministrators() => [.. _entities.Keys.Where(arn => Base(arn).IsAdministrator).Order(StringComparer.Ordinal)];

    /// <summary>Finds the shortest path for everybody who is no administrator and can become one.</summary>
    public IReadOnlyList<EscalationPath> Find() =>
        [.. _entities.Keys.Order(StringComparer.Ordinal).Select(arn => Find(arn)).OfType<EscalationPath>()];

    /// <summary>Finds the shortest path of one user or role; one that is sure to work, if there is one.</summary>
    /// <param name="arn">The user's or role's ARN.</param>
    /// <returns>Null where there is none, or nothing to gain.</returns>
    public EscalationPath? Find(string arn)
    {
        if (!_entities.ContainsKey(arn))
        {
            throw new KeyNotFoundException($"The account has no user or role '{arn}'.");
        }

        EscalationNode start = Base(arn);
        return start.IsAdministrator ? null : Search(start, certainOnly: true) ?? Search(start, certainOnly: false);
    }

    private EscalationNode Base(string arn) => Node(new(_entities[arn], arn));

    /// <summary>A principal in a state has its edges computed once.</summary>
    private EscalationNode Node(EscalationNode node)
    {
        if (_nodes.TryGetValue(node.Key, out EscalationNode? known))
        {
            return known;
        }

        _nodes.Add(node.Key, node);
        return node;
    }

    private EscalationPath? Search(EscalationNode start, bool certainOnly)
    {
        Dictionary<string, (EscalationNode From, EscalationStep Step)> reached = [];
        Queue<EscalationNode> queue = new([start]);
        while (queue.TryDequeue(out EscalationNode? node))
        {
            foreach ((EscalationStep step, EscalationNode target) in node.Edges(_edges))
            {
                EscalationNode to = Node(target);
                if ((certainOnly && step.MissingKeys.Count > 0) || to.Key == start.Key || !reached.TryAdd(to.Key, (node, step)))
                {
                    continue;
                }

                if (to.IsAdministrator)
                {
                    return Path(start, to, reached);
                }

                queue.Enqueue(to);
            }
        }

        return null;
    }

    private static EscalationPath Path(EscalationNode start, EscalationNode end, Dictionary<string, (EscalationNode From, EscalationStep Step)> reached)
    {
        List<EscalationStep> steps = [];
        for (EscalationNode node = end; node.Key != start.Key; node = reached[node.Key].From)
        {
            steps.Add(reached[node.Key].Step);
        }

        steps.Reverse();
        return new(start.Entity.Arn, steps);
    }
}
