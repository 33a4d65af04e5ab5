namespace AwsOps.Engine.Network;

/// <summary>
/// How many of a security group's rules a reference to a prefix list uses up: the most entries that the list may have, however few
/// it has (https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html#managed-prefix-lists-concepts).
/// </summary>
/// <param name="Family">The family of its entries; it counts against the quota of that family only.</param>
/// <param name="Rules">The number of rules, at least 1.</param>
public sealed record PrefixListSize(IpFamily Family, int Rules)
{
    /// <summary>
    /// The weights of AWS's own lists, by the ends of their names: com.amazonaws.REGION.s3 and so on
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html#available-aws-managed-prefix-lists).
    /// </summary>
    private static readonly Dictionary<string, int> Weights = new(StringComparer.Ordinal)
    {
        ["dynamodb"] = 1,
        ["ec2-instance-connect"] = 2,
        ["groundstation"] = 5,
        ["origin-facing"] = 55,
        ["route53-healthchecks"] = 25,
        ["s3"] = 1,
        ["s3express"] = 6,
        ["vpc-lattice"] = 10,
    };

    /// <summary>The size of a list as describe-managed-prefix-lists tells it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="family">Its address family, IPv4 or IPv6.</param>
    /// <param name="maxEntries">The most entries that it may have; null for lists of AWS, which have a weight that the documentation tells.</param>
    /// <returns>The size; null when it is a list of AWS that is not known.</returns>
    public static PrefixListSize? Of(string? name, string? family, int? maxEntries)
    {
        var rules = maxEntries is > 0 ? maxEntries.Value
            : name?.StartsWith("com.amazonaws.", StringComparison.Ordinal) == true ? Weights.GetValueOrDefault(name[(name.LastIndexOf('.') + 1)..])
            : 0;
        return rules == 0 ? null : new(family == "IPv6" ? IpFamily.IPv6 : IpFamily.IPv4, rules);
    }
}
