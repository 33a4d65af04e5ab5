using System.Globalization;

namespace AwsOps.Engine.Network;

/// <summary>The severity of an exposure and the reason for it.</summary>
internal static class ExposureRating
{
    private const int ManyPorts = 1000;

    private static readonly ServiceSet Icmp = ServiceSet.Of(IpProtocols.Icmp).Union(ServiceSet.Of(IpProtocols.IcmpV6));

    /// <summary>The severity if all of the internet had it, then less by how little of it has.</summary>
    public static Severity Rate(ServiceSet services, double share)
    {
        var worst = PortRisk.WorstOf(services);
        var severity = worst?.Severity ?? Severity.Medium;
        if (worst is null && services.IsSubsetOf(Icmp))
        {
            severity = Severity.Low;
        }
        else if (severity < Severity.High && PortCount(services) >= ManyPorts)
        {
            severity = Severity.High;
        }

        return (Severity)Math.Max(0, (int)severity - Narrowness(share));
    }

    public static string Explain(ServiceSet services, double share, double count)
    {
        var worst = PortRisk.WorstOf(services);
        var what = services.Equals(ServiceSet.All) ? "all traffic is open, among it SSH, Remote Desktop and every database"
            : worst is not null && PortCount(services) > 1 ? $"{services} includes {worst.Services} ({worst.Name}), {worst.Category}"
            : worst is not null ? $"{worst.Services} is {worst.Name}, {worst.Category}"
            : PortCount(services) >= ManyPorts ? string.Create(CultureInfo.InvariantCulture, $"{services} is {PortCount(services)} ports")
            : $"{services} is open";
        var who = share >= 0.999 ? "to every address asked about"
            : Narrowness(share) == 0 ? string.Create(CultureInfo.InvariantCulture, $"to {share:P0} of the addresses asked about")
            : string.Create(CultureInfo.InvariantCulture, $"to {count:G4} addresses only");
        return $"{what}; {who}";
    }

    /// <summary>The number of TCP and UDP ports.</summary>
    private static long PortCount(ServiceSet services)
    {
        long count = 0;
        foreach (var range in services.Keys.Ranges)
        {
            count += Overlap(range, IpProtocols.Tcp) + Overlap(range, IpProtocols.Udp);
        }

        return count;
    }

    private static long Overlap(Range<uint> range, int protocol) =>
        Math.Max(0, (long)Math.Min(range.Hi, ServiceSet.Key(protocol, 65535)) - Math.Max(range.Lo, ServiceSet.Key(protocol, 0)) + 1);

    /// <summary>Of IPv4, more than about a /8 counts as the internet, and less than about a /16 as a few.</summary>
    private static int Narrowness(double share) => share >= 1.0 / 256 ? 0 : share >= 1.0 / 65536 ? 1 : 2;
}
