using System.Buffers.Binary;
using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>The codes that an authenticator app shows for a seed.</summary>
/// <remarks>RFC 6238 with SHA-1, steps of 30 seconds and six digits, as https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html asks for.</remarks>
internal static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Seconds for which a code is good.</summary>
    private const int Step = 30;

    /// <summary>The code before the present one, and the present one.</summary>
    /// <param name="seed">The seed, base 32.</param>
    /// <param name="now">The time, UTC.</param>
    public static (string First, string Second) Pair(SecureString seed, DateTime now)
    {
        var key = Decode(Secrets.Plain(seed));
        var step = (long)(now - DateTime.UnixEpoch).TotalSeconds / Step;
        return (Code(key, step - 1), Code(key, step));
    }

    /// <summary>The bytes of a base 32 text; an error that does not quote it when it is none.</summary>
    private static byte[] Decode(string text)
    {
        var digits = text.TrimEnd('=').ToUpperInvariant();
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExcept(Base32))
        {
            throw new AwsOpsException("InvalidSeed", System.Management.Automation.ErrorCategory.InvalidArgument, "-Seed is not base 32: letters and the digits 2 to 7.");
        }

        var bytes = new byte[digits.Length * 5 / 8];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var set = (Base32.IndexOf(digits[bit / 5], StringComparison.Ordinal) >> (4 - (bit % 5))) & 1;
            bytes[bit / 8] |= (byte)(set << (7 - (bit % 8)));
        }

        return bytes;
    }

    private static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The algorithm that the RFC and AWS's devices use.
        HMACSHA1.HashData(key, counter, hash);
#pragma warning restore CA5350
        var value = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[19] & 15)..]) & int.MaxValue;
        return (value % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
