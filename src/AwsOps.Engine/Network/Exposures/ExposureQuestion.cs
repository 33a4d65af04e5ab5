namespace AwsOps.Engine.Network;

/// <summary>The options of an analysis with what is derived from them once for all groups.</summary>
internal sealed class ExposureQuestion(ExposureOptions options)
{
    public AddressSet From { get; } = options.From;

    public ServiceSet Services { get; } = options.Services;

    public RulePeers Peers { get; } = options.Peers;

    /// <summary>
    /// Members of a group are never strangers: their IPv6 addresses are public, but they are not the internet.
    /// </summary>
    public bool AsksOnlyStrangers { get; } = options.From.IsSubsetOf(AddressRanges.Internet);

    public double SizeV4 { get; } = options.From.Only(IpFamily.IPv4).Size;

    public double SizeV6 { get; } = options.From.Only(IpFamily.IPv6).Size;

    private AddressSet FromV4 { get; } = options.From.Only(IpFamily.IPv4);

    private AddressSet FromV6 { get; } = options.From.Only(IpFamily.IPv6);

    /// <summary>Those of one family's sources that were asked about; the usual answers are one shared object.</summary>
    public AddressSet Asked(AddressSet sources) =>
        ReferenceEquals(sources, AddressSet.AllIPv4) ? FromV4
        : ReferenceEquals(sources, AddressSet.AllIPv6) ? FromV6
        : sources.IsSubsetOf(From) ? sources
        : sources.Intersect(From);

    /// <summary>The part that sources of one family are of those asked about.</summary>
    public double Share(AddressSet sources)
    {
        var isV4 = sources.V6.IsEmpty;
        if (isV4 ? ReferenceEquals(sources.V4, From.V4) : ReferenceEquals(sources.V6, From.V6))
        {
            return 1;
        }

        var all = isV4 ? SizeV4 : SizeV6;
        return all == 0 ? 0 : sources.Size / all;
    }
}
