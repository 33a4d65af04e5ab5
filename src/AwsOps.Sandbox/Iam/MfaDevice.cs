using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>A virtual MFA device: a seed, and the time-based codes that follow from it (RFC 6238: SHA-1, 30 seconds, 6 digits).</summary>
internal sealed class MfaDevice
{
    // How far the device's clock may be off, in codes: a little when it is enabled or used, a day when it is synchronized anew.
    private const int Tolerance = 2;
    private const int ResyncTolerance = 2_880;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly byte[] _seed;
    private long _offset;
    private long _lastUsed = long.MinValue;

    public MfaDevice(string arn, SandboxIds ids, DateTime created)
    {
        Arn = arn;
        Created = created;
        Seed = ids.Upper("", 64);
        _seed = Decode(Seed);
    }

    /// <summary>The serial number, which for a virtual device is an ARN.</summary>
    public string Arn { get; }

    public DateTime Created { get; }

    /// <summary>The seed in base32, as an authenticator app takes it.</summary>
    public string Seed { get; }

    public User? User { get; set; }

    public DateTime? Enabled { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The code at a time.</summary>
    public string CodeAt(DateTime time) => Code(Step(time));

    /// <summary>The code of a seed in base32 at a time.</summary>
    public static string CodeAt(string seed, DateTime time) => Code(Decode(seed), Step(time));

    /// <summary>Whether two codes follow each other about now; the device's clock is taken to be theirs from then on.</summary>
    public bool Synchronize(string first, string second, DateTime now, bool again)
    {
        var tolerance = again ? ResyncTolerance : Tolerance;
        var step = Step(now);
        for (var distance = 0; distance <= tolerance; distance++)
        {
            foreach (var offset in distance == 0 ? [0L] : new long[] { -distance, distance })
            {
                if (Code(step + offset) == first && Code(step + offset + 1) == second)
                {
                    _offset = offset;
                    _lastUsed = step + offset + 1;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a code is the device's about now. Each works once.</summary>
    public bool Accept(string code, DateTime now)
    {
        var step = Step(now) + _offset;
        for (var candidate = step - Tolerance; candidate <= step + Tolerance; candidate++)
        {
            if (candidate > _lastUsed && Code(candidate) == code)
            {
                _lastUsed = candidate;
                return true;
            }
        }

        return false;
    }

    private static long Step(DateTime time) => (long)(time - DateTime.UnixEpoch).TotalSeconds / 30;

    private string Code(long step) => Code(_seed, step);

    private static string Code(byte[] seed, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The RFC's algorithm, and the one AWS's devices use.
        HMACSHA1.HashData(seed, counter, hash);
#pragma warning restore CA5350
        var value = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[19] & 15)..]) & int.MaxValue;
        return (value % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] |= (byte)(((Base32.IndexOf(text[i / 5]) >> (4 - (i % 5))) & 1) << (7 - (i % 8)));
        }

        return bytes;
    }
}
