namespace AwsOps.Engine.Network;

/// <summary>
/// What is known about allowed traffic: what certainly is allowed, what possibly is, and what would have to be known
/// to tell them apart. Every answer of three values comes from such a pair.
/// </summary>
public sealed class TrafficBounds
{
    internal TrafficBounds(TrafficSet certain, TrafficSet possible, IReadOnlyList<string>? missing = null)
    {
        Certain = certain;
        Possible = possible;
        Missing = missing ?? [];
    }

    /// <summary>Traffic that is allowed whatever the missing answers are.</summary>
    public TrafficSet Certain { get; }

    /// <summary>Traffic that some missing answer could allow; it includes <see cref="Certain"/>.</summary>
    public TrafficSet Possible { get; }

    /// <summary>What is missing, such as the entries of a prefix list.</summary>
    public IReadOnlyList<string> Missing { get; }

    internal static TrafficBounds Exactly(TrafficSet set) => new(set, set);

    internal static TrafficBounds Unknown(string missing) => new(TrafficSet.Empty, TrafficSet.All, [missing]);

    internal TrafficBounds Intersect(TrafficBounds other) => ReferenceEquals(Certain, Possible) && ReferenceEquals(other.Certain, other.Possible)
        ? Exactly(Certain.Intersect(other.Certain))
        : new(Certain.Intersect(other.Certain), Possible.Intersect(other.Possible), Join(other));

    internal TrafficBounds Intersect(TrafficSet other) => ReferenceEquals(Certain, Possible)
        ? Exactly(Certain.Intersect(other))
        : new(Certain.Intersect(other), Possible.Intersect(other), Missing);

    internal TrafficBounds Union(TrafficBounds other) =>
        new(Certain.Union(other.Certain), Possible.Union(other.Possible), Join(other));

    private IReadOnlyList<string> Join(TrafficBounds other) =>
        other.Missing.Count == 0 ? Missing : Missing.Count == 0 ? other.Missing : [.. Missing.Union(other.Missing)];
}
