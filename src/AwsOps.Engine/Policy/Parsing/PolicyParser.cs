using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Parsing;

/// <summary>Turns JSON into a policy, and collects everything that the grammar does not allow on the way.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"/>
internal sealed class PolicyParser(string text, string? name)
{
    private readonly List<PolicyError> _errors = [];

    internal IReadOnlyList<PolicyError> Errors => _errors;

    internal PolicyDocument? Parse()
    {
        JsonValue root;
        try
        {
            root = JsonParser.Parse(text);
        }
        catch (PolicyFormatException exception)
        {
            _errors.AddRange(exception.Errors);
            return null;
        }

        if (root.Kind != JsonKind.Object)
        {
            Add(root.Position, $"A policy is an object, found {root.Describe()}.");
            return null;
        }

        PolicyText? version = null;
        PolicyText? id = null;
        JsonValue? statements = null;
        foreach (JsonMember member in root.Members)
        {
            switch (member.Name)
            {
                case "Version": version = ReadString(member.Value, "Version"); break;
                case "Id": id = ReadString(member.Value, "Id"); break;
                case "Statement": statements = member.Value; break;
                default: Add(member.Position, $"'{member.Name}' is no element of a policy. Right would be Version, Id or Statement (the case matters)."); break;
            }
        }

        if (version is { Text: not (PolicyDocument.FirstVersion or PolicyDocument.CurrentVersion) } wrong)
        {
            Add(wrong.Position, $"The version '{wrong.Text}' does not exist. Right would be {PolicyDocument.CurrentVersion} (or the older {PolicyDocument.FirstVersion}).");
        }

        if (statements is null)
        {
            Add(root.Position, "The policy has no Statement.");
            return null;
        }

        List<Statement> result = ReadStatements(statements, version?.Text == PolicyDocument.CurrentVersion);
        return _errors.Count == 0 ? new PolicyDocument(name, text, version, id, result) : null;
    }

    private List<Statement> ReadStatements(JsonValue value, bool hasVariables)
    {
        IReadOnlyList<JsonValue> items = value.Kind == JsonKind.Array ? value.Items : [value];
        if (items.Count == 0)
        {
            Add(value.Position, "The Statement is empty. Right would be at least one statement.");
        }

        List<Statement> result = [];
        foreach (JsonValue item in items)
        {
            if (item.Kind != JsonKind.Object)
            {
                Add(item.Position, $"A statement is an object, found {item.Describe()}.");
            }
            else if (new StatementParser(this, hasVariables).Read(item, result.Count) is { } statement)
            {
                result.Add(statement);
            }
        }

        return result;
    }

    internal PolicyText? ReadString(JsonValue value, string element)
    {
        if (value.Kind != JsonKind.String)
        {
            Add(value.Position, $"{element} is a string, found {value.Describe()}.");
            return null;
        }

        if (value.Text.AsSpan().IndexOfAny(Wildcards.Star, Wildcards.Question) >= 0)
        {
            Add(value.Position, $"{element} contains a Unicode noncharacter (U+FFFE or U+FFFF), which no name in AWS has.");
            return null;
        }

        return new(value.Text, value.Position);
    }

    /// <summary>A string, or an array of strings.</summary>
    internal IReadOnlyList<PolicyText> ReadStrings(JsonValue value, string element, string ifEmpty)
    {
        IReadOnlyList<JsonValue> items = value.Kind == JsonKind.Array ? value.Items : [value];
        if (items.Count == 0)
        {
            Add(value.Position, $"{element} is an empty list. Right would be at least one value.", ifEmpty);
        }

        List<PolicyText> result = [];
        foreach (JsonValue item in items)
        {
            if (ReadString(item, element) is { } read)
            {
                result.Add(read);
            }
        }

        return result;
    }

    internal void Add(TextPosition position, string message, string awsMessage = "Syntax errors in policy.") =>
        _errors.Add(new(position, message, awsMessage));
}
