namespace AwsOps.Engine.Policy.Parsing;

/// <summary>Reads one statement.</summary>
internal sealed class StatementParser(PolicyParser parser, bool hasVariables)
{
    private const string NoActions = "Policy statement must contain actions.";
    private const string NoResources = "Policy statement must contain resources.";

    private PolicyText? _sid;
    private Effect? _effect;
    private PrincipalElement? _principal;
    private ActionElement? _action;
    private ResourceElement? _resource;
    private IReadOnlyList<ConditionTest> _conditions = [];

    internal Statement? Read(JsonValue value, int index)
    {
        HashSet<string> seen = [];
        foreach (JsonMember member in value.Members)
        {
            string plain = member.Name.StartsWith("Not", StringComparison.Ordinal) ? member.Name[3..] : member.Name;
            if (!seen.Add(plain) && plain is "Action" or "Resource" or "Principal")
            {
                parser.Add(member.Position, $"A statement has {plain} or Not{plain}, not both.");
            }

            Read(member);
        }

        if (_effect is null && !seen.Contains("Effect"))
        {
            parser.Add(value.Position, "The statement has no Effect. Right would be Allow or Deny.");
        }

        if (_action is null && !seen.Contains("Action"))
        {
            parser.Add(value.Position, "The statement has neither Action nor NotAction.", NoActions);
        }

        return _effect is { } effect && _action is { } action
            ? new()
            {
                Index = index,
                Position = value.Position,
                Sid = _sid,
                Effect = effect,
                Principal = _principal,
                Action = action,
                Resource = _resource,
                Conditions = _conditions,
            }
            : null;
    }

    private void Read(JsonMember member)
    {
        bool isNegated = member.Name.StartsWith("Not", StringComparison.Ordinal);
        switch (member.Name)
        {
            case "Sid":
                _sid = parser.ReadString(member.Value, "Sid");
                break;
            case "Effect":
                ReadEffect(member.Value);
                break;
            case "Principal" or "NotPrincipal":
                _principal = new PrincipalParser(parser).Read(member, isNegated);
                break;
            case "Action" or "NotAction":
                _action = new(parser.ReadStrings(member.Value, member.Name, NoActions), isNegated, member.Position);
                break;
            case "Resource" or "NotResource":
                _resource = new(parser.ReadStrings(member.Value, member.Name, NoResources), isNegated, member.Position, hasVariables);
                break;
            case "Condition":
                _conditions = new ConditionParser(parser, hasVariables).Read(member.Value);
                break;
            default:
                parser.Add(member.Position, $"'{member.Name}' is no element of a statement. Right would be Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource or Condition (the case matters).");
                break;
        }
    }

    private void ReadEffect(JsonValue value)
    {
        _effect = value.Text switch
        {
            "Allow" when value.Kind == JsonKind.String => Effect.Allow,
            "Deny" when value.Kind == JsonKind.String => Effect.Deny,
            _ => null,
        };
        if (_effect is null)
        {
            parser.Add(value.Position, $"The Effect is Allow or Deny (the case matters), found {(value.Kind == JsonKind.String ? $"'{value.Text}'" : value.Describe())}.");
        }
    }
}
