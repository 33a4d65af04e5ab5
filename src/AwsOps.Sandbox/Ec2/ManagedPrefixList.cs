using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A prefix list, the account's own or one of AWS's.</summary>
internal sealed class ManagedPrefixList(string id, string name, bool isIpv6, int maxEntries) : Ec2Resource(id)
{
    public override string ResourceType => "prefix-list";

    public string ListName { get; set; } = name;

    /// <summary>The list is one of AWS's.</summary>
    public bool IsService => OwnerId == "AWS";

    public bool IsIpv6 { get; } = isIpv6;

    /// <summary>What the list weighs in a security group, however few entries it has.</summary>
    public int MaxEntries { get; set; } = maxEntries;

    /// <summary>Entries by version, from 1.</summary>
    public List<IReadOnlyList<PrefixListEntry>> Versions { get; } = [];

    public long Version => Versions.Count;

    public IReadOnlyList<PrefixListEntry> Entries => Versions[^1];
}

/// <summary>An entry of a prefix list.</summary>
internal sealed record PrefixListEntry(Cidr Cidr, string? Description);

internal sealed partial class Ec2State
{
    private IReadOnlyList<ManagedPrefixList>? _servicePrefixLists;

    public ResourceTable<ManagedPrefixList> PrefixLists { get; } = new("pl", "InvalidPrefixListID.NotFound", "The prefix list ID '{0}' does not exist");

    /// <summary>
    /// Lists that AWS keeps: of S3 and DynamoDB (routes of gateway endpoints), CloudFront's origin-facing addresses and Instance Connect.
    /// The blocks are some of those AWS publishes; the true lists are longer and change.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html (names and weights)
    /// </summary>
    public IReadOnlyList<ManagedPrefixList> ServicePrefixLists => _servicePrefixLists ??=
    [
        Service($"com.amazonaws.{Scope.Region}.s3", 1, "52.216.0.0/15", "54.231.0.0/16"),
        Service($"com.amazonaws.{Scope.Region}.dynamodb", 1, "52.94.0.0/22"),
        Service("com.amazonaws.global.cloudfront.origin-facing", 55, "130.176.0.0/17", "64.252.64.0/18"),
        Service($"com.amazonaws.{Scope.Region}.ec2-instance-connect", 2, "18.206.107.24/29"),
    ];

    /// <summary>A list of either kind.</summary>
    public ManagedPrefixList GetPrefixList(string id) => ServicePrefixLists.FirstOrDefault(p => p.Id == id) ?? PrefixLists.Get(id);

    private ManagedPrefixList Service(string name, int weight, params ReadOnlySpan<string> blocks)
    {
        var list = new ManagedPrefixList("pl-" + StableId.Of(Scope.Region + name)[..8], name, isIpv6: false, weight) { OwnerId = "AWS" };
        var entries = new List<PrefixListEntry>();
        foreach (var block in blocks)
        {
            _ = Cidr.TryParse(block, out var cidr);
            entries.Add(new PrefixListEntry(cidr, null));
        }

        list.Versions.Add(entries);
        return list;
    }
}
