using System.Globalization;

namespace AwsOps.Sandbox.Wire;

/// <summary>Query parameters as the tree that the dots of their names make.</summary>
internal sealed class QueryTree
{
    private Dictionary<string, QueryTree>? _children;

    public string? Value { get; private set; }

    public IEnumerable<string> Names => _children?.Keys ?? Enumerable.Empty<string>();

    public bool HasChildren => _children is not null;

    public static QueryTree Of(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var root = new QueryTree();
        foreach (var (name, value) in parameters)
        {
            var node = root;
            foreach (var part in name.Split('.'))
            {
                node._children ??= new Dictionary<string, QueryTree>(StringComparer.Ordinal);
                if (!node._children.TryGetValue(part, out var child))
                {
                    node._children.Add(part, child = new QueryTree());
                }

                node = child;
            }

            node.Value = value;
        }

        return root;
    }

    public QueryTree? Find(string name) => _children?.GetValueOrDefault(name);

    /// <summary>Numbered children in the order of their numbers; gaps are allowed, as AWS allows them.</summary>
    public IEnumerable<QueryTree> Items() => (_children ?? [])
        .Select(static child => (Number: int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1, Node: child.Value))
        .Where(static item => item.Number >= 0)
        .OrderBy(static item => item.Number)
        .Select(static item => item.Node);
}
