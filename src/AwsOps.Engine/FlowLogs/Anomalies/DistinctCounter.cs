namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Counts different values by the smallest of their hashes (k minimum values, Bar-Yossef et al. 2002): exact up to
/// <see cref="Exact"/>, beyond it an estimate with a relative standard error of 1/√(k-2), some 6 %.
/// </summary>
internal sealed class DistinctCounter
{
    /// <summary>k: up to here the count is exact.</summary>
    public const int Exact = 256;

    private ulong[] _smallest = new ulong[4];
    private int _count;

    /// <summary>How many different values there were.</summary>
    public double Count => _count < Exact ? _count : (Exact - 1) / (_smallest[Exact - 1] / (double)ulong.MaxValue);

    /// <summary>Adds a value; true when it was not known to be there.</summary>
    public bool Add(ulong value)
    {
        // Two rounds: a single one leaves neighbouring values in order.
        var hash = Bytes.Mix(Bytes.Mix(value + 0x9E37_79B9_7F4A_7C15UL) * 0x94D0_49BB_1331_11EBUL);
        if (_count == Exact && hash >= _smallest[Exact - 1])
        {
            return false;
        }

        var at = Array.BinarySearch(_smallest, 0, _count, hash);
        if (at >= 0)
        {
            return false;
        }

        at = ~at;
        if (_count < Exact && _count == _smallest.Length)
        {
            Array.Resize(ref _smallest, Math.Min(Exact, _count * 2));
        }

        _count = Math.Min(_count + 1, Exact);
        Array.Copy(_smallest, at, _smallest, at + 1, _count - at - 1);
        _smallest[at] = hash;
        return true;
    }
}
