namespace AwsOps.Sandbox.Ec2;

/// <summary>An elastic network interface.</summary>
internal sealed class NetworkInterface(string id, Subnet subnet, string privateIpAddress) : Ec2Resource(id)
{
    public override string ResourceType => "network-interface";

    public Subnet Subnet { get; } = subnet;

    public string PrivateIpAddress { get; } = privateIpAddress;

    /// <summary>Secondary private addresses.</summary>
    public List<string> SecondaryAddresses { get; } = [];

    /// <summary>IPv6 addresses, the first given first.</summary>
    public List<string> Ipv6Addresses { get; } = [];

    /// <summary>Public address that goes when the instance stops; null when none or when an Elastic IP address is associated.</summary>
    public string? AutoPublicIp { get; set; }

    public ElasticAddress? Address { get; set; }

    public string? PublicIpAddress => Address?.PublicIp ?? AutoPublicIp;

    public List<SecurityGroup> Groups { get; set; } = [];

    public string Description { get; set; } = string.Empty;

    public string MacAddress { get; init; } = string.Empty;

    /// <summary><c>interface</c>, or what made it: <c>nat_gateway</c>, <c>load_balancer</c>…</summary>
    public string InterfaceType { get; init; } = "interface";

    /// <summary>True for interfaces that a service made and only it may delete.</summary>
    public bool RequesterManaged { get; init; }

    public string? RequesterId { get; init; }

    public bool SourceDestCheck { get; set; } = true;

    public Instance? Instance { get; set; }

    public string? AttachmentId { get; set; }

    public int DeviceIndex { get; set; }

    public DateTime AttachTime { get; set; }

    public bool DeleteOnTermination { get; set; }

    public bool InUse => Instance is not null || RequesterManaged;
}

/// <summary>An Elastic IP address.</summary>
internal sealed class ElasticAddress(string id, string publicIp) : Ec2Resource(id)
{
    public override string ResourceType => "elastic-ip";

    public string PublicIp { get; } = publicIp;

    public string? AssociationId { get; set; }

    public NetworkInterface? Interface { get; set; }
}
