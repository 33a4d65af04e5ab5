namespace AwsOps.Sandbox.Ec2;

/// <summary>A network ACL.</summary>
internal sealed class NetworkAcl(string id, Vpc vpc) : Ec2Resource(id)
{
    public override string ResourceType => "network-acl";

    public Vpc Vpc { get; } = vpc;

    public bool IsDefault { get; init; }

    public List<NetworkAclEntry> Entries { get; } = [];

    /// <summary>Association id to subnet.</summary>
    public List<(string AssociationId, Subnet Subnet)> Associations { get; } = [];
}

/// <summary>One numbered rule.</summary>
internal sealed record NetworkAclEntry(bool Egress, int RuleNumber, string Protocol, bool Allow, Cidr Cidr)
{
    public int? IcmpType { get; init; }

    public int? IcmpCode { get; init; }

    public int? FromPort { get; init; }

    public int? ToPort { get; init; }
}
