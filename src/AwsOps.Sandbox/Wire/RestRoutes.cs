using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>Finds the operation of a REST request by its method, path and query.</summary>
internal sealed class RestRoutes
{
    private readonly List<Route> _routes;

    public RestRoutes(ServiceModel model) => _routes = [.. model.Operations.Values.Select(static operation => new Route(operation))];

    /// <summary>The operation and its path labels; of several that fit, the one that asks for most.</summary>
    public (OperationModel Operation, IReadOnlyDictionary<string, string> Labels)? Find(WireRequest request, string path)
    {
        (OperationModel, IReadOnlyDictionary<string, string>)? best = null;
        var bestScore = -1;
        foreach (var route in _routes)
        {
            if (route.Score(request) is var score && score > bestScore && route.Match(path) is { } labels)
            {
                (best, bestScore) = ((route.Operation, labels), score);
            }
        }

        return best;
    }

    private sealed class Route
    {
        private const int PerQueryLiteral = 1000;
        private const int PerRequiredMember = 100;

        private readonly string[] _segments;
        private readonly List<KeyValuePair<string, string>> _literals;
        private readonly List<Member> _required;

        public Route(OperationModel operation)
        {
            Operation = operation;
            var (path, query) = operation.RequestUri.Split('?') is [var left, var right] ? (left, right) : (operation.RequestUri, "");
            _segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            _literals = FormText.Parse(query, plusIsSpace: false);
            _required = [.. (operation.Input?.Required ?? [])
                .Select(name => operation.Input!.FindMember(name)!)
                .Where(static member => member.Location is "querystring" or "header")];
        }

        public OperationModel Operation { get; }

        /// <summary>-1 when it can't be this operation. S3 tells operations of one path apart by query and headers alone.</summary>
        public int Score(WireRequest request)
        {
            if (request.Method != Operation.Method
                || !_literals.All(literal => request.QueryValue(literal.Key) is { } value && (literal.Value.Length == 0 || literal.Value == value)))
            {
                return -1;
            }

            var required = _required.Count(member => member.Location == "header"
                ? request.Header(member.WireName) is not null
                : request.QueryValue(member.WireName) is not null);
            var tellsApart = Operation.Service.Protocol == "rest-xml";
            return tellsApart && required < _required.Count
                ? -1
                : (_literals.Count * PerQueryLiteral) + (required * PerRequiredMember) + _segments.Count(static segment => segment[0] != '{');
        }

        public Dictionary<string, string>? Match(string path)
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            var position = 1;
            foreach (var segment in _segments)
            {
                if (position >= path.Length)
                {
                    return null;
                }

                var greedy = segment.EndsWith("+}", StringComparison.Ordinal);
                var end = greedy ? path.Length : path.IndexOf('/', position);
                end = end < 0 ? path.Length : end;
                var text = path[position..end];
                position = end + 1;
                if (segment[0] == '{')
                {
                    if (text.Length == 0)
                    {
                        return null;
                    }

                    labels[segment.Trim('{', '}', '+')] = Uri.UnescapeDataString(text);
                }
                else if (segment != text)
                {
                    return null;
                }
            }

            // One closing slash more or less is the same path.
            return position >= path.Length ? labels : null;
        }
    }
}
