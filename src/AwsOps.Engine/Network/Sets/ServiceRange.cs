using System.Globalization;

namespace AwsOps.Engine.Network;

/// <summary>One protocol, and an interval of its ports, or of its ICMP types and codes.</summary>
/// <param name="Protocol">The protocol number, or -1 for all protocols.</param>
/// <param name="First">
/// The first port; for ICMP the type in the high byte and the code in the low one; 0 where the protocol has neither.
/// </param>
/// <param name="Last">The last port, or type and code; 65535 where the protocol has neither.</param>
public readonly record struct ServiceRange(int Protocol, int First, int Last)
{
    /// <summary>Whether it is the whole protocol.</summary>
    public bool IsWhole => First == 0 && Last == 65535;

    /// <summary>The ports, types or codes as a person reads them: <c>22</c>, <c>80-90</c>, <c>all</c>, <c>type 8</c>.</summary>
    public string PortText =>
        IsWhole && !IpProtocols.HasPorts(Protocol) ? "all"
        : IpProtocols.HasTypes(Protocol) ? TypeText()
        : First == Last ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    /// <summary>Such as <c>tcp 22</c>, <c>icmp type 8</c>, <c>protocol 47</c> or <c>all traffic</c>.</summary>
    public override string ToString() => Protocol switch
    {
        IpProtocols.All => "all traffic",
        IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Icmp or IpProtocols.IcmpV6 => $"{IpProtocols.Name(Protocol)} {PortText}",
        _ => $"protocol {IpProtocols.Name(Protocol)}",
    };

    private string TypeText()
    {
        int type = First >> 8, lastType = Last >> 8, code = First & 255, lastCode = Last & 255;
        if (type != lastType)
        {
            return code == 0 && lastCode == 255
                ? string.Create(CultureInfo.InvariantCulture, $"types {type}-{lastType}")
                : string.Create(CultureInfo.InvariantCulture, $"type {type} code {code} to type {lastType} code {lastCode}");
        }

        return code == 0 && lastCode == 255 ? string.Create(CultureInfo.InvariantCulture, $"type {type}")
            : code == lastCode ? string.Create(CultureInfo.InvariantCulture, $"type {type} code {code}")
            : string.Create(CultureInfo.InvariantCulture, $"type {type} codes {code}-{lastCode}");
    }
}
