using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AwsOps.Engine.Policy;

/// <summary>
/// The condition keys of a request with their values. Names are not case-sensitive. A key with an empty list is known
/// to be absent, which matters when <see cref="AccessRequest.MissingKeys"/> is <see cref="MissingKeys.Unknown"/>.
/// </summary>
/// <example><c>new RequestContext { ["aws:SourceIp"] = ["192.0.2.1"] }</c></example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"/>
public sealed class RequestContext : IEnumerable<KeyValuePair<string, IReadOnlyList<string>>>
{
    private readonly Dictionary<string, string[]> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A context without keys.</summary>
    internal static RequestContext Empty { get; } = [];

    /// <summary>The values of a key; an empty list where it has none.</summary>
    /// <param name="key">The key's name, such as <c>aws:SourceIp</c>.</param>
    public IReadOnlyList<string> this[string key]
    {
        get => _values.TryGetValue(key, out string[]? values) ? values : [];
        set => _values[key] = [.. value];
    }

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key's name.</param>
    /// <param name="values">Its values.</param>
    public void Add(string key, params IReadOnlyList<string> values) => this[key] = values;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator()
    {
        foreach ((string key, string[] values) in _values)
        {
            yield return new(key, values);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool TryGet(string key, [NotNullWhen(true)] out string[]? values) => _values.TryGetValue(key, out values);
}
