using System.Globalization;
using System.Text.RegularExpressions;

namespace AwsOps.Sandbox.Logs.Insights;

/// <summary>Reads a query of the Logs Insights language: fields, display, parse, filter, stats, sort, limit, dedup.</summary>
internal sealed class QueryParser
{
    private readonly string _query;
    private readonly List<Token> _tokens;
    private int _next;

    private QueryParser(string query)
    {
        _query = query;
        _tokens = Token.Split(query);
    }

    private Token Current => _tokens[_next];

    /// <summary>The commands of a query, in order.</summary>
    public static List<Func<QueryRun, IEnumerable<Row>, IEnumerable<Row>>> Parse(string query)
    {
        var parser = new QueryParser(query);
        var commands = new List<Func<QueryRun, IEnumerable<Row>, IEnumerable<Row>>>();
        do
        {
            commands.Add(parser.Command());
        }
        while (parser.TakeSign("|"));

        return parser.Current.Kind == TokenKind.End ? commands : throw parser.Unexpected("| or the end of the query");
    }

    private Func<QueryRun, IEnumerable<Row>, IEnumerable<Row>> Command()
    {
        var word = Take(TokenKind.Word, "a command");
        switch (word.Text.ToLowerInvariant())
        {
            case "fields":
            case "display":
                var shown = Named();
                return (run, rows) => Show(run, rows, shown, add: word.Is("fields"));
            case "filter":
            case "where":
                var condition = Or();
                return (_, rows) => rows.Where(row => Value.Truth(condition.Of(row)));
            case "parse":
                return ParseCommand();
            case "stats":
                return Stats();
            case "sort":
            case "order":
                return Sort();
            case "limit":
            case "head":
                var count = int.Parse(Take(TokenKind.Number, "a number").Text, CultureInfo.InvariantCulture);
                return (run, rows) =>
                {
                    run.HasLimit = true;
                    return rows.Take(count);
                };
            case "dedup":
                var keys = Named();
                return (_, rows) => rows.DistinctBy(row => string.Join('\0', keys.Select(key => Value.Text(key.Expression.Of(row)))));
            default:
                throw Token.Malformed($"the sandbox knows the commands fields, display, parse, filter, stats, sort, limit and dedup, not '{word.Text}',", word.At);
        }
    }

    private static IEnumerable<Row> Show(QueryRun run, IEnumerable<Row> rows, List<(string Name, Expression Expression)> shown, bool add)
    {
        run.Show(shown.Select(static item => item.Name), add);
        return rows.Select(row =>
        {
            foreach (var (name, expression) in shown)
            {
                if (expression is not FieldExpression field || field.Name != name)
                {
                    row[name] = expression.Of(row);
                }
            }

            return row;
        });
    }

    private Func<QueryRun, IEnumerable<Row>, IEnumerable<Row>> ParseCommand()
    {
        var field = Current.Kind is TokenKind.Word or TokenKind.Quoted ? Advance().Text : "@message";
        Regex regex;
        List<string> names = [];
        if (Current.Kind == TokenKind.Regex)
        {
            regex = new Regex(Advance().Text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            names = [.. regex.GetGroupNames().Where(static name => !char.IsAsciiDigit(name[0]))];
        }
        else
        {
            // Each asterisk of a glob is a field; the last takes the rest.
            var glob = Take(TokenKind.Text, "a pattern");
            regex = new Regex("^" + string.Join("(.*?)", glob.Text.Split('*').Select(Regex.Escape)) + (glob.Text.EndsWith('*') ? "$" : string.Empty), RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
            if (!TakeWord("as"))
            {
                throw Unexpected("as");
            }

            do
            {
                names.Add(Current.Kind == TokenKind.Quoted ? Advance().Text : Take(TokenKind.Word, "a name").Text);
            }
            while (TakeSign(","));

            if (names.Count != glob.Text.Count(static c => c == '*'))
            {
                throw Token.Malformed($"the pattern has {glob.Text.Count(static c => c == '*')} asterisks and {names.Count} names follow", glob.At);
            }
        }

        return (_, rows) => rows.Select(row =>
        {
            var match = regex.Match(Value.Text(row[field]));
            for (var i = 0; match.Success && i < names.Count; i++)
            {
                row[names[i]] = regex.GetGroupNames().Contains(names[i]) ? match.Groups[names[i]].Value : match.Groups[i + 1].Value;
            }

            return row;
        });
    }

    private Func<QueryRun, IEnumerable<Row>, IEnumerable<Row>> Stats()
    {
        var sums = Named();
        var keys = TakeWord("by") ? Named() : [];
        return (run, rows) =>
        {
            run.Show([.. keys.Select(static key => key.Name), .. sums.Select(static sum => sum.Name)], add: false);
            return rows.GroupBy(row => string.Join('\0', keys.Select(key => Value.Text(key.Expression.Of(row))))).Select(group =>
            {
                List<Row> items = [.. group];
                var made = new Row(static _ => null);
                foreach (var (name, expression) in keys)
                {
                    made[name] = expression.Of(items[0]);
                }

                foreach (var (name, expression) in sums)
                {
                    // What is not an aggregate itself is calculated of aggregates before it.
                    made[name] = expression is AggregateExpression aggregate ? aggregate.Over(items) : expression.Of(made);
                }

                return made;
            }).ToList();
        };
    }

    private Func<QueryRun, IEnumerable<Row>, IEnumerable<Row>> Sort()
    {
        var keys = new List<(Expression Key, bool Descending)>();
        do
        {
            var key = Sum();
            var descending = TakeWord("desc");
            if (!descending)
            {
                TakeWord("asc");
            }

            keys.Add((key, descending));
        }
        while (TakeSign(","));

        return (_, rows) => keys.Aggregate((IOrderedEnumerable<Row>?)null, (sorted, key) =>
        {
            var comparer = Comparer<object?>.Create(Value.Compare);
            return (sorted, key.Descending) switch
            {
                (null, false) => rows.OrderBy(row => key.Key.Of(row), comparer),
                (null, true) => rows.OrderByDescending(row => key.Key.Of(row), comparer),
                (_, false) => sorted!.ThenBy(row => key.Key.Of(row), comparer),
                _ => sorted!.ThenByDescending(row => key.Key.Of(row), comparer),
            };
        })!;
    }

    /// <summary>Expressions with their aliases.</summary>
    private List<(string Name, Expression Expression)> Named()
    {
        var list = new List<(string, Expression)>();
        do
        {
            var expression = Or();
            list.Add((TakeWord("as") ? (Current.Kind == TokenKind.Quoted ? Advance() : Take(TokenKind.Word, "an alias")).Text : expression.Text, expression));
        }
        while (TakeSign(","));

        return list;
    }

    private Expression Or() => Chain(And, "or");

    private Expression And() => Chain(Not, "and");

    private Expression Not()
    {
        var start = Current.At;
        if (TakeWord("not"))
        {
            var inner = Not();
            return new CallExpression(Since(start), [inner], static v => !Value.Truth(v[0]));
        }

        return Comparison();
    }

    private Expression Chain(Func<Expression> part, string word)
    {
        var start = Current.At;
        var left = part();
        while (TakeWord(word))
        {
            left = Functions.Operator(word, Since(start), left, part());
        }

        return left;
    }

    private Expression Comparison()
    {
        var start = Current.At;
        var left = Sum();
        var negated = TakeWord("not");
        if (TakeWord("like") || TakeSign("=~"))
        {
            var pattern = Current.Kind is TokenKind.Text or TokenKind.Regex ? Advance() : throw Unexpected("a text or /a regular expression/");
            var like = Functions.Like(Since(start), left, pattern.Text, pattern.Kind == TokenKind.Regex);
            return negated ? new CallExpression(like.Text, [like], static v => !Value.Truth(v[0])) : like;
        }

        if (TakeWord("in"))
        {
            if (!TakeSign("["))
            {
                throw Unexpected("[");
            }

            var items = new List<Expression> { left };
            do
            {
                items.Add(Sum());
            }
            while (TakeSign(","));

            if (!TakeSign("]"))
            {
                throw Unexpected("]");
            }

            return new CallExpression(Since(start), items, v => v.Skip(1).Any(item => Value.Same(v[0], item)) != negated);
        }

        if (negated)
        {
            throw Unexpected("like or in");
        }

        foreach (var sign in new[] { "=", "!=", "<=", ">=", "<", ">" })
        {
            if (TakeSign(sign))
            {
                return Functions.Operator(sign, Since(start), left, Sum());
            }
        }

        return left;
    }

    private Expression Sum() => Binary(Product, "+", "-");

    private Expression Product() => Binary(Power, "*", "/", "%");

    private Expression Power() => Binary(Primary, "^");

    private Expression Binary(Func<Expression> part, params string[] signs)
    {
        var start = Current.At;
        var left = part();
        while (Current.Kind == TokenKind.Sign && signs.Contains(Current.Text))
        {
            var sign = Advance().Text;
            left = Functions.Operator(sign, Since(start), left, part());
        }

        return left;
    }

    private Expression Primary()
    {
        var token = Advance();
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new ConstantExpression(token.Text, double.Parse(token.Text, CultureInfo.InvariantCulture));
            case TokenKind.Text:
                return new ConstantExpression(token.Text, token.Text);
            case TokenKind.Quoted:
                return new FieldExpression(token.Text);
            case TokenKind.Sign when token.Text == "(":
                var inner = Or();
                return TakeSign(")") ? inner : throw Unexpected(")");
            case TokenKind.Sign when token.Text == "-":
                return new CallExpression(Since(token.At), [Primary()], static v => -Value.Number(v[0]));
            case TokenKind.Word when TakeSign("("):
                return Call(token);
            case TokenKind.Word:
                return new FieldExpression(token.Text);
            default:
                _next--;
                throw Unexpected("a field, a number or a text");
        }
    }

    private Expression Call(Token name)
    {
        if (name.Is("bin"))
        {
            var period = Take(TokenKind.Period, "a period such as 5m");
            return TakeSign(")") ? new BinExpression(Since(name.At), period.Seconds()) : throw Unexpected(")");
        }

        var arguments = new List<Expression>();
        if (!TakeSign(")"))
        {
            if (name.Is("count") && TakeSign("*"))
            {
                // count(*) counts the rows.
            }
            else
            {
                do
                {
                    arguments.Add(Or());
                }
                while (TakeSign(","));
            }

            if (!TakeSign(")"))
            {
                throw Unexpected(")");
            }
        }

        return Functions.Call(name.Text, Since(name.At), arguments) ?? throw Token.Malformed($"the sandbox does not know the function {name.Text}", name.At);
    }

    /// <summary>The text of what was read since a place, without blanks around.</summary>
    private string Since(int start)
    {
        var end = _tokens[_next - 1];
        var to = _next < _tokens.Count ? Current.At : _query.Length;
        return _query[start..Math.Max(to, end.At)].TrimEnd();
    }

    private Token Advance() => _tokens[_next++];

    private Token Take(TokenKind kind, string what) => Current.Kind == kind ? Advance() : throw Unexpected(what);

    private bool TakeSign(string sign) => Current.IsSign(sign) && _next++ >= 0;

    private bool TakeWord(string word) => Current.Is(word) && _next++ >= 0;

    private Kernel.AwsError Unexpected(string wanted) =>
        Token.Malformed($"unexpected {(Current.Kind == TokenKind.End ? "end of the query" : $"'{Current.Text}'")}, {wanted} was expected", Current.At);
}
