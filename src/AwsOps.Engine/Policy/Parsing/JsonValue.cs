namespace AwsOps.Engine.Policy.Parsing;

internal enum JsonKind { Null, True, False, Number, String, Array, Object }

/// <summary>A JSON value that knows where in the text it starts.</summary>
internal sealed class JsonValue
{
    internal required JsonKind Kind { get; init; }

    internal required TextPosition Position { get; init; }

    /// <summary>The offset of the character behind an object.</summary>
    internal int End { get; init; }

    /// <summary>The offset of the first character of an object.</summary>
    internal int Start { get; init; }

    /// <summary>The string's value, or the number or literal as written.</summary>
    internal string Text { get; init; } = "";

    internal IReadOnlyList<JsonValue> Items { get; init; } = [];

    internal IReadOnlyList<JsonMember> Members { get; init; } = [];

    internal string Describe() => Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.True or JsonKind.False => "a Boolean",
        JsonKind.Number => "a number",
        JsonKind.String => "a string",
        JsonKind.Array => "an array",
        _ => "an object",
    };
}

internal sealed record JsonMember(string Name, TextPosition Position, JsonValue Value);
