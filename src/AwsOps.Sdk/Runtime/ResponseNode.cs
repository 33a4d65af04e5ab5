namespace AwsOps.Sdk.Runtime;

/// <summary>A value in a response, whatever its format: text, an object with members, a list, a map.</summary>
internal abstract class ResponseNode
{
    /// <summary>Gets the text of a scalar, or null.</summary>
    public abstract string? Text { get; }

    /// <summary>Gets a member; null when it is not there.</summary>
    public abstract ResponseNode? this[string name] { get; }

    /// <summary>Gets a list that is not wrapped in an element of its own; null when it has no elements.</summary>
    public abstract ResponseNode? Flattened(string name);

    /// <summary>The elements of a list.</summary>
    /// <param name="member">What an element is called in XML; null for a flattened list.</param>
    public abstract IEnumerable<ResponseNode> Items(string? member);

    /// <summary>The entries of a map.</summary>
    public abstract IEnumerable<KeyValuePair<string, ResponseNode>> Entries(MapNames names);
}
