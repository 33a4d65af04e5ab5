namespace AwsOps.Engine.Policy.Actions;

/// <summary>Relations between patterns of ARNs, component by component where both have all six.</summary>
internal static class ArnPatterns
{
    private const int Components = 6;

    /// <summary>Whether some ARN matches both patterns.</summary>
    internal static bool Intersect(string a, string b)
    {
        if (!TrySplit(a, b, out string[] left, out string[] right))
        {
            return Patterns.Intersect(a, b);
        }

        for (int i = 0; i < Components; i++)
        {
            if (!Patterns.Intersect(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds an ARN that matches both patterns.</summary>
    internal static string? FindCommon(string a, string b)
    {
        if (!TrySplit(a, b, out string[] left, out string[] right))
        {
            return Patterns.FindCommon(a, b);
        }

        string?[] common = [.. left.Zip(right, Patterns.FindCommon)];
        return Array.Exists(common, component => component is null) ? null : string.Join(':', common);
    }

    private static bool TrySplit(string a, string b, out string[] left, out string[] right)
    {
        left = a.Split(':', Components);
        right = b.Split(':', Components);
        return left.Length == Components && right.Length == Components;
    }
}
