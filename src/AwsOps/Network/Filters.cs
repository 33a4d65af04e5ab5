using Amazon.EC2.Model;

namespace AwsOps.Network;

/// <summary>EC2's filters with values taken literally.</summary>
internal static class Filters
{
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
    private const int MostValues = 200;

    /// <summary>
    /// Filters for the names that have values; null when none has. More values than one call takes are left out, so whoever
    /// asks picks from the answer again.
    /// </summary>
    public static List<Filter>? Of(params (string Name, IReadOnlyList<string?> Values)[] filters)
    {
        List<Filter> list = [];
        foreach (var (name, values) in filters)
        {
            List<string> given = [.. values.OfType<string>().Distinct(StringComparer.Ordinal).Select(Literal)];
            if (given.Count is > 0 and <= MostValues)
            {
                list.Add(new Filter { Name = name, Values = given });
            }
        }

        return list.Count == 0 ? null : list;
    }

    /// <summary>The value with EC2's wildcards escaped: names of security groups may hold an asterisk.</summary>
    private static string Literal(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal).Replace("?", @"\?", StringComparison.Ordinal);
}
