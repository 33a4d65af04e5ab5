using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace AwsOps.Engine.Network;

/// <summary>An address block in CIDR notation, in canonical form: no bits set after the prefix.</summary>
public readonly record struct Cidr
{
    private Cidr(IpAddress network, int prefixLength) => (Network, PrefixLength) = (network, prefixLength);

    /// <summary>The family.</summary>
    public IpFamily Family => Network.Family;

    /// <summary>The first address.</summary>
    public IpAddress Network { get; }

    /// <summary>The number of leading bits that are fixed.</summary>
    public int PrefixLength { get; }

    /// <summary>The last address.</summary>
    public IpAddress Last => new(Family, Network.Value | HostMask(Network.Bits, PrefixLength));

    /// <summary>The block that holds an address.</summary>
    /// <param name="address">Any address of the block.</param>
    /// <param name="prefixLength">The prefix length.</param>
    public static Cidr Of(IpAddress address, int prefixLength)
    {
        if (prefixLength < 0 || prefixLength > address.Bits)
        {
            throw new ArgumentOutOfRangeException(nameof(prefixLength), prefixLength, $"The prefix length of an {address.Family} range is 0 to {address.Bits}.");
        }

        return new(address with { Value = address.Value & ~HostMask(address.Bits, prefixLength) }, prefixLength);
    }

    /// <summary>Reads a block as a person writes it.</summary>
    /// <param name="text">Such as <c>10.0.0.0/24</c> or <c>2001:db8::/32</c>.</param>
    /// <exception cref="FormatException">It is none; the message says what would be right.</exception>
    public static Cidr Parse(string? text) =>
        TryParse(text, out var cidr, out var error) ? cidr : throw new FormatException(error);

    /// <summary>Reads a block as a person writes it.</summary>
    /// <param name="text">Such as <c>10.0.0.0/24</c>.</param>
    /// <param name="cidr">The block.</param>
    /// <param name="error">What is wrong, and what would be right.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string? text, out Cidr cidr, [NotNullWhen(false)] out string? error)
    {
        cidr = default;
        if (!TrySplit(text, out var address, out var prefix, out error))
        {
            return false;
        }

        cidr = Of(address, prefix);
        if (address.IsMappedIPv4)
        {
            var v4 = new IpAddress(IpFamily.IPv4, (uint)address.Value);
            error = $"'{text}' is an IPv4 address in IPv6 form, which no packet carries; did you mean {Of(v4, Math.Clamp(prefix - 96, 0, 32))}?";
            return false;
        }

        if (cidr.Network != address)
        {
            error = $"{text} has host bits set; did you mean {cidr} or {Of(address, address.Bits)}?";
            return false;
        }

        return true;
    }

    /// <summary>
    /// Reads a block as the EC2 API does: bits after the prefix are cleared, so 100.68.0.18/18 is 100.68.0.0/18
    /// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html).
    /// </summary>
    /// <param name="text">The block.</param>
    /// <exception cref="FormatException">It is none; the message says what would be right.</exception>
    public static Cidr ParseCanonical(string? text) =>
        TrySplit(text, out var address, out var prefix, out var error) ? Of(address, prefix) : throw new FormatException(error);

    /// <summary>Whether an address is in the block.</summary>
    /// <param name="address">The address.</param>
    public bool Contains(IpAddress address) =>
        address.Family == Family && (address.Value & ~HostMask(address.Bits, PrefixLength)) == Network.Value;

    /// <summary>The notation, such as <c>10.0.0.0/24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network}/{PrefixLength}");

    /// <summary>The fewest blocks that make up an interval of addresses.</summary>
    internal static IEnumerable<Cidr> Cover<T>(IpFamily family, Range<T> range)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var bits = family == IpFamily.IPv4 ? 32 : 128;
        for (var lo = range.Lo; ; lo += T.One)
        {
            // The largest block that begins here and does not pass the end.
            var host = lo == T.Zero ? bits : int.CreateChecked(T.TrailingZeroCount(lo));
            var mask = host == bits ? T.MaxValue : (T.One << host) - T.One;
            while (range.Hi - lo < mask)
            {
                mask >>= 1;
                host--;
            }

            yield return new(new(family, UInt128.CreateTruncating(lo)), bits - host);
            lo += mask;
            if (lo == range.Hi)
            {
                yield break;
            }
        }
    }

    private static UInt128 HostMask(int bits, int prefix)
    {
        var host = bits - prefix;
        return host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1;
    }

    private static bool TrySplit(string? text, out IpAddress address, out int prefix, [NotNullWhen(false)] out string? error)
    {
        (address, prefix, error) = (default, 0, null);
        if (string.IsNullOrWhiteSpace(text))
        {
            error = "An address range is empty; write one such as 10.0.0.0/24 or 2001:db8::/32.";
            return false;
        }

        var slash = text.IndexOf('/');
        var head = slash < 0 ? text.AsSpan() : text.AsSpan(0, slash);
        if (!IpAddress.TryParse(head, out address))
        {
            error = $"'{text}' is not an address range: '{head}' is not an IP address (IPv4 has four parts of 0 to 255 without leading zeros); write one such as 10.0.0.0/24 or 2001:db8::/32.";
            return false;
        }

        if (slash < 0)
        {
            error = address.IsMappedIPv4
                ? $"'{text}' is an IPv4 address in IPv6 form, which no packet carries; did you mean {new IpAddress(IpFamily.IPv4, (uint)address.Value)}/32?"
                : $"'{text}' has no prefix length; did you mean {Of(address, address.Bits)}?";
            return false;
        }

        var tail = text.AsSpan(slash + 1);
        if (tail.Length is > 0 and <= 3 && !tail.ContainsAnyExceptInRange('0', '9') && (prefix = int.Parse(tail, CultureInfo.InvariantCulture)) <= address.Bits)
        {
            // Who writes /00 may have meant /0 or /20: between them lies the whole internet.
            error = tail.Length > 1 && tail[0] == '0' ? $"'{text}' has the prefix length '{tail}' with a leading zero; did you mean {Of(address, prefix)}?" : null;
            return error is null;
        }

        error = address.Family == IpFamily.IPv4 && TryPrefixOfMask(tail, out prefix)
            ? $"'{text}' has a netmask where AWS wants a prefix length; did you mean {Of(address, prefix)}?"
            : $"'{text}' has the prefix length '{tail}'; that of an {address.Family} range is a number from 0 to {address.Bits}.";
        return false;
    }

    private static bool TryPrefixOfMask(ReadOnlySpan<char> text, out int prefix)
    {
        prefix = 0;
        if (!IpAddress.TryParse(text, out var mask) || mask.Family != IpFamily.IPv4)
        {
            return false;
        }

        prefix = BitOperations.LeadingZeroCount(~(uint)mask.Value);
        return mask.Value == (UInt128)(uint)~HostMask(32, prefix);
    }
}
