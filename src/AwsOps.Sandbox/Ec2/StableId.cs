using System.Globalization;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Hexadecimal text derived from a name, for what AWS owns and is the same in every account of a region.</summary>
internal static class StableId
{
    /// <summary>FNV-1a, 64 bits, as 16 digits: the same on every platform and version of .NET.</summary>
    public static string Of(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
