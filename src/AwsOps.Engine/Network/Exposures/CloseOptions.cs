using System.Collections.ObjectModel;

namespace AwsOps.Engine.Network;

/// <summary>A prefix list whose entries shall keep, as a reference to the list, the access they have.</summary>
/// <param name="PrefixListId">The list, pl-….</param>
/// <param name="Family">The family of its entries.</param>
/// <param name="Entries">The entries, or null if they are not known.</param>
public sealed record TrustedPrefixList(string PrefixListId, IpFamily Family, AddressSet? Entries);

/// <summary>What closing an exposure must leave open.</summary>
public sealed record CloseOptions
{
    /// <summary>Ranges that keep the access they have. Nothing is opened to them that was closed.</summary>
    public AddressSet Trusted { get; init; } = AddressSet.Empty;

    /// <summary>Prefix lists that keep the access they have.</summary>
    public IReadOnlyList<TrustedPrefixList> TrustedLists { get; init; } = [];

    /// <summary>What prefix lists in the group's rules stand for.</summary>
    public RulePeers Peers { get; init; } = RulePeers.None;

    /// <summary>How many rules each prefix list counts for, by its id. One that is not among them counts as one rule of both families.</summary>
    public IReadOnlyDictionary<string, PrefixListSize> PrefixListSizes { get; init; } = ReadOnlyDictionary<string, PrefixListSize>.Empty;

    /// <summary>The trusted ranges with those of the lists whose entries are known.</summary>
    internal AddressSet TrustedAddresses =>
        TrustedLists.Aggregate(Trusted, static (all, list) => list.Entries is { } entries ? all.Union(entries) : all);
}
