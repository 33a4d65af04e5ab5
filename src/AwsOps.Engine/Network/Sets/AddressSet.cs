using System.Numerics;

namespace AwsOps.Engine.Network;

/// <summary>An exact, immutable set of addresses of both families.</summary>
public sealed class AddressSet : IEquatable<AddressSet>
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    internal AddressSet(RangeSet<uint> v4, RangeSet<UInt128> v6) => (V4, V6) = (v4, v6);

    /// <summary>No address.</summary>
    public static AddressSet Empty { get; } = new(RangeSet<uint>.Empty, RangeSet<UInt128>.Empty);

    /// <summary>Every address of both families.</summary>
    public static AddressSet All { get; } = new(RangeSet<uint>.Full, RangeSet<UInt128>.Full);

    /// <summary>Every IPv4 address.</summary>
    public static AddressSet AllIPv4 { get; } = new(RangeSet<uint>.Full, RangeSet<UInt128>.Empty);

    /// <summary>Every IPv6 address.</summary>
    public static AddressSet AllIPv6 { get; } = new(RangeSet<uint>.Empty, RangeSet<UInt128>.Full);

    /// <summary>Whether there is no address in the set.</summary>
    public bool IsEmpty => V4.IsEmpty && V6.IsEmpty;

    /// <summary>The number of addresses.</summary>
    public BigInteger Count
    {
        get
        {
            var count = BigInteger.Zero;
            foreach (var range in V4.Ranges)
            {
                count += (ulong)range.Hi - range.Lo + 1;
            }

            foreach (var range in V6.Ranges)
            {
                count += (BigInteger)(range.Hi - range.Lo) + 1;
            }

            return count;
        }
    }

    /// <summary>About the number of addresses: quick, for shares and thresholds.</summary>
    internal double Size
    {
        get
        {
            var size = 0.0;
            foreach (var range in V4.Ranges)
            {
                size += (double)range.Hi - range.Lo + 1;
            }

            foreach (var range in V6.Ranges)
            {
                size += (double)(range.Hi - range.Lo) + 1;
            }

            return size;
        }
    }

    internal RangeSet<uint> V4 { get; }

    internal RangeSet<UInt128> V6 { get; }

    /// <summary>The addresses of one block.</summary>
    /// <param name="cidr">The block.</param>
    public static AddressSet Of(Cidr cidr) => Between(cidr.Network, cidr.Last);

    /// <summary>One address.</summary>
    /// <param name="address">The address.</param>
    public static AddressSet Of(IpAddress address) => Between(address, address);

    /// <summary>The addresses of many blocks.</summary>
    /// <param name="cidrs">The blocks, overlapping or not.</param>
    public static AddressSet Of(IEnumerable<Cidr> cidrs)
    {
        List<Range<uint>> v4 = [];
        List<Range<UInt128>> v6 = [];
        foreach (var cidr in cidrs)
        {
            if (cidr.Family == IpFamily.IPv4)
            {
                v4.Add(new((uint)cidr.Network.Value, (uint)cidr.Last.Value));
            }
            else
            {
                v6.Add(new(cidr.Network.Value, cidr.Last.Value));
            }
        }

        return new(RangeSet<uint>.Of(v4), RangeSet<UInt128>.Of(v6));
    }

    /// <summary>Single addresses.</summary>
    /// <param name="addresses">The addresses.</param>
    public static AddressSet Of(IEnumerable<IpAddress> addresses) =>
        Of(addresses.Select(static a => Cidr.Of(a, a.Bits)));

    /// <summary>
    /// Reads what a person writes: blocks, addresses and <c>first-last</c> intervals, separated by commas or spaces,
    /// and the words <c>internet</c>, <c>private</c> and <c>any</c>.
    /// </summary>
    /// <param name="text">Such as <c>10.0.0.0/8, 192.168.1.5, 2001:db8::/32</c>.</param>
    /// <exception cref="FormatException">A part is none of these; the message names it and says what would be right.</exception>
    public static AddressSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = Empty;
        foreach (var part in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            result = result.Union(ParsePart(part));
        }

        return result.IsEmpty ? throw new FormatException("The list of address ranges is empty; write one such as 10.0.0.0/8.") : result;
    }

    /// <summary>The addresses of one family.</summary>
    /// <param name="family">The family.</param>
    public AddressSet Only(IpFamily family) => family == IpFamily.IPv4
        ? V6.IsEmpty ? this : new(V4, RangeSet<UInt128>.Empty)
        : V4.IsEmpty ? this : new(RangeSet<uint>.Empty, V6);

    /// <summary>The addresses in either set.</summary>
    /// <param name="other">The other set.</param>
    public AddressSet Union(AddressSet other) => new(V4.Union(other.V4), V6.Union(other.V6));

    /// <summary>The addresses in both sets.</summary>
    /// <param name="other">The other set.</param>
    public AddressSet Intersect(AddressSet other) => new(V4.Intersect(other.V4), V6.Intersect(other.V6));

    /// <summary>The addresses of this set that are not in the other.</summary>
    /// <param name="other">The other set.</param>
    public AddressSet Subtract(AddressSet other) => new(V4.Subtract(other.V4), V6.Subtract(other.V6));

    /// <summary>Every address, of both families, that is not in this set.</summary>
    public AddressSet Complement() => All.Subtract(this);

    /// <summary>Whether an address is in the set.</summary>
    /// <param name="address">The address.</param>
    public bool Contains(IpAddress address) =>
        address.Family == IpFamily.IPv4 ? V4.Contains((uint)address.Value) : V6.Contains(address.Value);

    /// <summary>Whether some address is in both sets.</summary>
    /// <param name="other">The other set.</param>
    public bool Overlaps(AddressSet other) => V4.Overlaps(other.V4) || V6.Overlaps(other.V6);

    /// <summary>Whether every address of this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    public bool IsSubsetOf(AddressSet other) => V4.IsSubsetOf(other.V4) && V6.IsSubsetOf(other.V6);

    /// <summary>The lowest address, IPv4 before IPv6.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public IpAddress First() =>
        !V4.IsEmpty ? new(IpFamily.IPv4, V4.Ranges[0].Lo)
        : !V6.IsEmpty ? new(IpFamily.IPv6, V6.Ranges[0].Lo)
        : throw new InvalidOperationException("The set of addresses is empty.");

    /// <summary>The fewest CIDR blocks that make up the set, in order: the one canonical way to write it.</summary>
    public IReadOnlyList<Cidr> ToCidrs()
    {
        List<Cidr> result = [];
        foreach (var range in V4.Ranges)
        {
            result.AddRange(Cidr.Cover(IpFamily.IPv4, range));
        }

        foreach (var range in V6.Ranges)
        {
            result.AddRange(Cidr.Cover(IpFamily.IPv6, range));
        }

        return result;
    }

    /// <summary>Whether both sets hold the same addresses.</summary>
    /// <param name="other">The other set.</param>
    public bool Equals(AddressSet? other) => other is not null && V4.Equals(other.V4) && V6.Equals(other.V6);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressSet);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(V4, V6);

    /// <summary>The canonical blocks, separated by commas.</summary>
    public override string ToString() => string.Join(", ", ToCidrs());

    internal static AddressSet Between(IpAddress first, IpAddress last) => first.Family == IpFamily.IPv4
        ? new(RangeSet<uint>.Of((uint)first.Value, (uint)last.Value), RangeSet<UInt128>.Empty)
        : new(RangeSet<uint>.Empty, RangeSet<UInt128>.Of(first.Value, last.Value));

    private static AddressSet ParsePart(string part)
    {
        switch (part.ToLowerInvariant())
        {
            case "internet":
                return AddressRanges.Internet;
            case "private":
                return AddressRanges.Private;
            case "any":
                return All;
        }

        if (part.Contains('/'))
        {
            return Of(Cidr.Parse(part));
        }

        var dash = part.IndexOf('-');
        var first = IpAddress.Parse(dash < 0 ? part : part[..dash]);
        var last = dash < 0 ? first : IpAddress.Parse(part[(dash + 1)..]);
        if (first.IsMappedIPv4 || last.IsMappedIPv4)
        {
            throw new FormatException($"'{part}' is an IPv4 address in IPv6 form, which no packet carries; write the IPv4 address.");
        }

        if (first.Family != last.Family)
        {
            throw new FormatException($"'{part}' begins in one address family and ends in the other; write a range of each.");
        }

        return first.Value <= last.Value
            ? Between(first, last)
            : throw new FormatException($"'{part}' is reversed; did you mean {last}-{first}?");
    }
}
