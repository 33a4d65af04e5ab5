using System.Runtime.CompilerServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>What flows are added up by.</summary>
internal interface IFlowKey<TSelf> : IEquatable<TSelf>
    where TSelf : unmanaged, IFlowKey<TSelf>
{
    /// <summary>A hash of 64 bits, all of them good.</summary>
    ulong Hash { get; }
}

/// <summary>One address: most questions are about no more, and a small key makes a small table.</summary>
internal readonly record struct AddressKey(ulong High, ulong Low) : IFlowKey<AddressKey>
{
    /// <inheritdoc/>
    public ulong Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Bytes.Mix((Low ^ Bytes.Mix(High + 0x9E37_79B9_7F4A_7C15UL)) * 0x94D0_49BB_1331_11EBUL);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(AddressKey other) => Low == other.Low && High == other.High;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;
}

/// <summary>A key of up to 320 bits: two addresses and one more number, or whatever else fits.</summary>
internal readonly record struct FlowKey(ulong A, ulong B, ulong C, ulong D, ulong E) : IFlowKey<FlowKey>
{
    /// <inheritdoc/>
    public ulong Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Bytes.Mix((A * 3) ^ Bytes.Mix(B + 0x9E37_79B9_7F4A_7C15UL) ^ Bytes.Mix(((C * 5) ^ D) + 0x94D0_49BB_1331_11EBUL) ^ Bytes.Mix(E + 0xD6E8_FEB8_6659_FD93UL));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(FlowKey other) => E == other.E && B == other.B && D == other.D && A == other.A && C == other.C;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;
}
