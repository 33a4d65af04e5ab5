using System.Collections;
using AwsOps.Engine.Network;
using CsCheck;

namespace AwsOps.Engine.Tests.Network;

/// <summary>The algebra over bytes, whose 256 values can be counted one by one.</summary>
public class RangeSetTests
{
    private static readonly Gen<Range<byte>[]> Ranges = Gen
        .Select(Gen.OneOf(Gen.Byte, Gen.OneOfConst<byte>(0, 1, 254, 255)), Gen.Byte[0, 40])
        .Select(static (lo, size) => new Range<byte>(lo, (byte)Math.Min(255, lo + size)))
        .Array[0, 6];

    [Fact]
    public void Operations_equal_those_on_single_values() => Gen.Select(Ranges, Ranges).Sample(static (x, y) =>
    {
        var (a, b) = (RangeSet<byte>.Of(x), RangeSet<byte>.Of(y));
        var (p, q) = (Bits(x), Bits(y));
        Same(a.Union(b), new BitArray(p).Or(q));
        Same(a.Intersect(b), new BitArray(p).And(q));
        Same(a.Subtract(b), new BitArray(p).And(new BitArray(q).Not()));
        Assert.Equal(!a.Intersect(b).IsEmpty, a.Overlaps(b));
        Assert.Equal(a.Subtract(b).IsEmpty, a.IsSubsetOf(b));
        Assert.Equal(a, a.Intersect(b).Union(a.Subtract(b)));
    });

    private static BitArray Bits(Range<byte>[] ranges)
    {
        var bits = new BitArray(256);
        foreach (var range in ranges)
        {
            for (int i = range.Lo; i <= range.Hi; i++)
            {
                bits[i] = true;
            }
        }

        return bits;
    }

    private static void Same(RangeSet<byte> set, BitArray bits)
    {
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(bits[i], set.Contains((byte)i));
            Assert.Equal(bits[i], set.Overlaps((byte)i, (byte)i));
        }

        for (var i = 1; i < set.Ranges.Length; i++)
        {
            Assert.True(set.Ranges[i].Lo > set.Ranges[i - 1].Hi + 1, "The form is canonical.");
        }
    }
}
