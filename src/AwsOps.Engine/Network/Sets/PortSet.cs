using System.Globalization;

namespace AwsOps.Engine.Network;

/// <summary>An exact, immutable set of TCP or UDP ports.</summary>
public sealed class PortSet : IEquatable<PortSet>
{
    internal PortSet(RangeSet<ushort> ranges) => Set = ranges;

    /// <summary>No port.</summary>
    public static PortSet Empty { get; } = new(RangeSet<ushort>.Empty);

    /// <summary>Ports 0 to 65535.</summary>
    public static PortSet All { get; } = new(RangeSet<ushort>.Full);

    /// <summary>
    /// The source ports that clients of all kinds use: load balancers, NAT gateways and Lambda take 1024 to 65535
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports).
    /// </summary>
    public static PortSet Ephemeral { get; } = Between(1024, 65535);

    /// <summary>Whether there is no port in the set.</summary>
    public bool IsEmpty => Set.IsEmpty;

    /// <summary>The intervals, in order.</summary>
    public IReadOnlyList<(int First, int Last)> Intervals
    {
        get
        {
            List<(int, int)> result = [];
            foreach (var range in Set.Ranges)
            {
                result.Add((range.Lo, range.Hi));
            }

            return result;
        }
    }

    internal RangeSet<ushort> Set { get; }

    /// <summary>One port.</summary>
    /// <param name="port">0 to 65535.</param>
    public static PortSet Of(int port) => Between(port, port);

    /// <summary>An interval of ports.</summary>
    /// <param name="first">The first port.</param>
    /// <param name="last">The last port.</param>
    public static PortSet Between(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, 65535);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, last);
        return new(RangeSet<ushort>.Of((ushort)first, (ushort)last));
    }

    /// <summary>Reads what a person writes: ports and <c>first-last</c> intervals, separated by commas or spaces.</summary>
    /// <param name="text">Such as <c>22, 8000-8999</c>, or <c>*</c> for all.</param>
    /// <exception cref="FormatException">A part is neither; the message names it and says what would be right.</exception>
    public static PortSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = Empty;
        foreach (var part in text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "*")
            {
                return All;
            }

            var dash = part.IndexOf('-', Math.Min(1, part.Length - 1));
            var first = ParsePort(dash < 0 ? part : part[..dash], part);
            var last = dash < 0 ? first : ParsePort(part[(dash + 1)..], part);
            result = first <= last
                ? result.Union(Between(first, last))
                : throw new FormatException($"The port range '{part}' is reversed; did you mean {last}-{first}?");
        }

        return result.IsEmpty ? throw new FormatException("The list of ports is empty; write one such as 22,8000-8999.") : result;
    }

    /// <summary>The ports in either set.</summary>
    /// <param name="other">The other set.</param>
    public PortSet Union(PortSet other) => new(Set.Union(other.Set));

    /// <summary>The ports in both sets.</summary>
    /// <param name="other">The other set.</param>
    public PortSet Intersect(PortSet other) => new(Set.Intersect(other.Set));

    /// <summary>The ports of this set that are not in the other.</summary>
    /// <param name="other">The other set.</param>
    public PortSet Subtract(PortSet other) => new(Set.Subtract(other.Set));

    /// <summary>Whether a port is in the set.</summary>
    /// <param name="port">The port.</param>
    public bool Contains(int port) => port is >= 0 and <= 65535 && Set.Contains((ushort)port);

    /// <summary>Whether both sets hold the same ports.</summary>
    /// <param name="other">The other set.</param>
    public bool Equals(PortSet? other) => other is not null && Set.Equals(other.Set);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Set.GetHashCode();

    /// <summary>The intervals, such as <c>22, 8000-8999</c>.</summary>
    public override string ToString() => string.Join(
        ", ",
        Intervals.Select(static i => i.First == i.Last ? Text(i.First) : $"{Text(i.First)}-{Text(i.Last)}"));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static int ParsePort(string text, string part) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw new FormatException($"'{part}' is not a port or a port range; ports are numbers from 0 to 65535, such as 22 or 8000-8999.");
}
