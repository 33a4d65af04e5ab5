using System.Globalization;

namespace AwsOps.Engine.Network;

/// <summary>The severity of an exposure and the reason for it.</summary>
internal static class ExposureRating
{
    private const int ManyPorts = 1000;

    /// <summary>The severity if all of the internet had it, then less by how little of it has.</summary>
    public static Severity Rate(ServiceSet services, double share)
    {
        var worst = PortRisk.WorstOf(services);
        var severity = worst?.Severity ?? Severity.Medium;
        if (worst is null && !services.Overlaps(ServiceSet.Of(IpProtocols.Tcp)) && !services.Overlaps(ServiceSet.Of(IpProtocols.Udp))
            && services.IsSubsetOf(ServiceSet.Of(IpProtocols.Icmp).Union(ServiceSet.Of(IpProtocols.IcmpV6))))
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

    private static int PortCount(ServiceSet services)
    {
        long count = 0;
        foreach (var part in services.Parts)
        {
            count += part.Protocol is IpProtocols.Tcp or IpProtocols.Udp ? part.Last - part.First + 1 : part.Protocol == IpProtocols.All ? 131072 : 1;
        }

        return (int)Math.Min(count, int.MaxValue);
    }

    /// <summary>Of IPv4, more than about a /8 counts as the internet, and less than about a /16 as a few.</summary>
    private static int Narrowness(double share) => share >= 1.0 / 256 ? 0 : share >= 1.0 / 65536 ? 1 : 2;
}
