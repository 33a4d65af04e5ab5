namespace AwsOps.Sandbox.Kernel;

/// <summary>Identifiers in AWS's forms, repeatable for a seed. xorshift64*: small, fast, and ours to keep stable.</summary>
public sealed class SandboxIds
{
    private const string HexDigits = "0123456789abcdef";
    private const string UpperDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private ulong _state;

    /// <summary>Starts from a seed.</summary>
    public SandboxIds(int seed) => _state = ((ulong)(uint)seed << 1 | 1) * 0x9E3779B97F4A7C15UL;

    /// <summary>An EC2-style id: prefix and 17 hex digits, e.g. <c>i-0123456789abcdef0</c>.</summary>
    public string Ec2(string prefix) => prefix + "-0" + Text(HexDigits, 16);

    /// <summary>A lower-case hexadecimal text.</summary>
    public string Hex(int length) => Text(HexDigits, length);

    /// <summary>An IAM unique id or access key id: prefix and upper-case letters and digits, e.g. <c>AROA…</c>.</summary>
    public string Upper(string prefix, int length) => prefix + Text(UpperDigits, length - prefix.Length);

    /// <summary>A secret access key: 40 characters.</summary>
    public string Secret() => Text(Base64Digits, 40);

    /// <summary>A session token of <paramref name="length"/> characters.</summary>
    public string Token(int length) => Text(Base64Digits, length);

    /// <summary>A UUID.</summary>
    public string Uuid() => $"{Hex(8)}-{Hex(4)}-4{Hex(3)}-a{Hex(3)}-{Hex(12)}";

    /// <summary>A whole number from 0 to <paramref name="below"/>, exclusive.</summary>
    public int Next(int below) => (int)(NextBits() % (ulong)below);

    /// <summary>A number from 0 to 1, exclusive.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    private string Text(string digits, int length) => string.Create(length, (this, digits), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = state.digits[state.Item1.Next(state.digits.Length)];
        }
    });

    private ulong NextBits()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545F4914F6CDD1DUL;
    }
}
