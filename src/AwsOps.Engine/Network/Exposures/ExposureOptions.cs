namespace AwsOps.Engine.Network;

/// <summary>What to ask about the exposure of security groups.</summary>
public sealed record ExposureOptions
{
    /// <summary>Who asks to be let in. The default is the internet, see <see cref="AddressRanges.Internet"/>.</summary>
    public AddressSet From { get; init; } = AddressRanges.Internet;

    /// <summary>The services of interest; all by default.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.All;

    /// <summary>What prefix lists and, if somebody other than strangers is asked about, group references stand for.</summary>
    public RulePeers Peers { get; init; } = RulePeers.None;
}
