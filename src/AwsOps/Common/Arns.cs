namespace AwsOps.Common;

/// <summary>Reads ARNs: <c>arn:partition:service:region:account:resource</c>.</summary>
internal static class Arns
{
    /// <summary>The account in an ARN; null when there is none.</summary>
    public static string? Account(string? arn) => Part(arn, 4);

    /// <summary>The region in an ARN; null when there is none.</summary>
    public static string? Region(string? arn) => Part(arn, 3);

    /// <summary>The resource part, all behind the account; null when it is no ARN.</summary>
    public static string? Resource(string? arn) => Part(arn, 5);

    /// <summary>The partition of a region: aws, aws-cn, aws-us-gov.</summary>
    public static string Partition(string region) => Amazon.RegionEndpoint.GetBySystemName(region).PartitionName;

    private static string? Part(string? arn, int index)
    {
        var parts = arn?.Split(':', 6);
        return parts is { Length: 6 } && parts[0] == "arn" && parts[index].Length > 0 ? parts[index] : null;
    }
}
