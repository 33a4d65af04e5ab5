namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// Regions of the commercial partition and their Availability Zones.
/// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html and
/// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
/// Each has three zones here, a, b and c, with AZ IDs in that order; AWS maps names to IDs per account.
/// </summary>
internal static class Ec2Regions
{
    private static readonly RegionInfo[] Known =
    [
        new("af-south-1", "afs1", true), new("ap-east-1", "ape1", true), new("ap-northeast-1", "apne1"), new("ap-northeast-2", "apne2"),
        new("ap-northeast-3", "apne3"), new("ap-south-1", "aps1"), new("ap-south-2", "aps2", true), new("ap-southeast-1", "apse1"),
        new("ap-southeast-2", "apse2"), new("ap-southeast-3", "apse3", true), new("ap-southeast-4", "apse4", true),
        new("ap-southeast-5", "apse5", true), new("ap-southeast-7", "apse7", true), new("ca-central-1", "cac1"), new("ca-west-1", "caw1", true),
        new("eu-central-1", "euc1"), new("eu-central-2", "euc2", true), new("eu-north-1", "eun1"), new("eu-south-1", "eus1", true),
        new("eu-south-2", "eus2", true), new("eu-west-1", "euw1"), new("eu-west-2", "euw2"), new("eu-west-3", "euw3"),
        new("il-central-1", "ilc1", true), new("me-central-1", "mec1", true), new("me-south-1", "mes1", true), new("mx-central-1", "mxc1", true),
        new("sa-east-1", "sae1"), new("us-east-1", "use1"), new("us-east-2", "use2"), new("us-west-1", "usw1"), new("us-west-2", "usw2"),
    ];

    public static IReadOnlyList<RegionInfo> All => Known;

    public static IReadOnlyList<AvailabilityZone> ZonesOf(string region)
    {
        var prefix = Known.FirstOrDefault(r => r.Name == region)?.ZoneIdPrefix ?? region.Replace("-", string.Empty, StringComparison.Ordinal);
        return [.. "abc".Select((letter, i) => new AvailabilityZone(region + letter, $"{prefix}-az{i + 1}"))];
    }
}

/// <summary>A region.</summary>
/// <param name="Name">Its code.</param>
/// <param name="ZoneIdPrefix">What its AZ IDs start with.</param>
/// <param name="OptIn">Disabled until the account opts in.</param>
internal sealed record RegionInfo(string Name, string ZoneIdPrefix, bool OptIn = false);
