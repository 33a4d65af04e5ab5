namespace AwsOps.Engine.Network;

/// <summary>Turns the protocol and port fields of rules into an interval of <see cref="ServiceSet"/>'s keys.</summary>
internal static class ServiceKeys
{
    /// <summary>The fields of a security group rule; FromPort and ToPort are type and code for ICMP.</summary>
    public static Range<uint> OfRule(int protocol, int? fromPort, int? toPort)
    {
        if (protocol == IpProtocols.All)
        {
            return new(0, 0xFF_FFFF);
        }

        if (IpProtocols.HasTypes(protocol))
        {
            // For icmpv6 the range may be left out, and then means all types
            // (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html).
            return OfIcmp(protocol, fromPort ?? -1, toPort ?? -1);
        }

        // A rule for TCP or UDP without ports, or with -1, is read as all ports: what may be open is not called closed.
        var all = !IpProtocols.HasPorts(protocol) || (fromPort ?? -1, toPort ?? -1) is (-1, -1);
        return all ? OfPorts(protocol, 0, 65535) : OfPorts(protocol, fromPort ?? 0, toPort ?? 65535);
    }

    public static Range<uint> OfPorts(int protocol, int first, int last)
    {
        foreach (var port in (ReadOnlySpan<int>)[first, last])
        {
            if (port is < 0 or > 65535)
            {
                throw new FormatException($"The port {port} of a rule for {IpProtocols.Name(protocol)} does not exist; ports are 0 to 65535.");
            }
        }

        return first <= last
            ? new(ServiceSet.Key(protocol, first), ServiceSet.Key(protocol, last))
            : throw new FormatException($"The port range {first}-{last} is reversed; did you mean {last}-{first}?");
    }

    public static Range<uint> OfIcmp(int protocol, int type, int code)
    {
        if (type is < -1 or > 255 || code is < -1 or > 255)
        {
            throw new FormatException($"The {IpProtocols.Name(protocol)} type {type} and code {code} do not exist; both are 0 to 255, or -1 for all.");
        }

        return type < 0 ? new(ServiceSet.Key(protocol, 0), ServiceSet.Key(protocol, 65535))
            : code < 0 ? new(ServiceSet.Key(protocol, type << 8), ServiceSet.Key(protocol, (type << 8) | 255))
            : new(ServiceSet.Key(protocol, (type << 8) | code), ServiceSet.Key(protocol, (type << 8) | code));
    }
}
