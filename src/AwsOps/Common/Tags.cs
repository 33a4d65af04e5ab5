using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>Tags between PowerShell's hashtables and AWS's lists.</summary>
internal static class Tags
{
    /// <summary>A parameter's tags as pairs; an error names what AWS would refuse.</summary>
    /// <remarks>Limits: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions</remarks>
    public static IReadOnlyList<(string Key, string Value)> Of(IDictionary? tags)
    {
        var pairs = new List<(string, string)>();
        foreach (DictionaryEntry entry in tags ?? new Hashtable())
        {
            var key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            var value = Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? string.Empty;
            if (key.Length is 0 or > 128)
            {
                throw AwsOpsException.BadArgument("Tag", key, "a tag's key", "has 1 to 128 characters.");
            }

            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw AwsOpsException.BadArgument("Tag", key, "keys that begin with aws: are reserved;", "choose another.");
            }

            if (value.Length > 256)
            {
                throw AwsOpsException.BadArgument("Tag", $"{key}={value}", "a tag's value", "has at most 256 characters.");
            }

            pairs.Add((key, value));
        }

        if (pairs.Count > 50)
        {
            throw new AwsOpsException("TooManyTags", ErrorCategory.LimitsExceeded, $"-Tag has {pairs.Count} tags; a resource can have 50.");
        }

        pairs.Sort(static (a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return pairs;
    }

    /// <summary>Tags for an output object.</summary>
    public static Hashtable From<T>(IEnumerable<T>? tags, Func<T, string> key, Func<T, string> value)
    {
        var table = new Hashtable(StringComparer.Ordinal);
        foreach (var tag in tags ?? [])
        {
            table[key(tag)] = value(tag);
        }

        return table;
    }
}
