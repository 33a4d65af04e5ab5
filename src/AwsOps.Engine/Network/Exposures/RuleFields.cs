namespace AwsOps.Engine.Network;

/// <summary>Writes an interval of services as the protocol and port fields of security group rules.</summary>
internal static class RuleFields
{
    public static IEnumerable<(string Protocol, int? From, int? To)> Of(Range<uint> keys)
    {
        foreach (var part in ServiceSet.Split(keys))
        {
            var name = IpProtocols.Name(part.Protocol);
            if (IpProtocols.HasPorts(part.Protocol))
            {
                yield return (name, part.First, part.Last);
            }
            else if (!IpProtocols.HasTypes(part.Protocol))
            {
                // -1, and every protocol without ports: the range has no meaning and is left out.
                yield return (name, null, null);
            }
            else if (part.IsWhole)
            {
                yield return (name, -1, -1);
            }
            else
            {
                foreach (var (type, code) in Types(part))
                {
                    yield return (name, type, code);
                }
            }
        }
    }

    /// <summary>A rule has one type, and one code or all of them.</summary>
    private static IEnumerable<(int Type, int Code)> Types(ServiceRange part)
    {
        for (var at = part.First; at <= part.Last;)
        {
            if ((at & 255) == 0 && at + 255 <= part.Last)
            {
                yield return (at >> 8, -1);
                at += 256;
            }
            else
            {
                yield return (at >> 8, at & 255);
                at++;
            }
        }
    }
}
