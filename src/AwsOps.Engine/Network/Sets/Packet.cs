using System.Globalization;

namespace AwsOps.Engine.Network;

/// <summary>A packet that proves a verdict.</summary>
/// <param name="Source">The sender.</param>
/// <param name="Protocol">The protocol number.</param>
/// <param name="Port">The destination port; for ICMP type × 256 + code; 0 for protocols without ports.</param>
public readonly record struct Packet(IpAddress Source, int Protocol, int Port)
{
    /// <summary>The receiver, where one is known.</summary>
    public IpAddress? Destination { get; init; }

    /// <summary>The source port that lets the reply through, where it matters.</summary>
    public int? SourcePort { get; init; }

    /// <summary>Such as <c>tcp 1.0.0.0 to 10.0.0.5 port 22</c>.</summary>
    public override string ToString()
    {
        var what = new ServiceRange(Protocol, Port, Port);
        var source = SourcePort is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Source} (port {port})") : Source.ToString();
        var service = IpProtocols.HasPorts(Protocol) ? $" port {what.PortText}" : IpProtocols.HasTypes(Protocol) ? $" {what.PortText}" : string.Empty;
        var name = IpProtocols.HasPorts(Protocol) || IpProtocols.HasTypes(Protocol) ? IpProtocols.Name(Protocol) : $"protocol {Protocol}";
        return Destination is { } destination ? $"{name} {source} to {destination}{service}" : $"{name} from {source}{(service.Length > 0 ? " to" + service : string.Empty)}";
    }
}
