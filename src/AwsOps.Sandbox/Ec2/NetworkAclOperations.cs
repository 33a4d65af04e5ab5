using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Network ACLs. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html</summary>
internal static class NetworkAclOperations
{
    private static readonly Filters<NetworkAcl> Filters = new()
    {
        { "network-acl-id", static a => a.Id },
        { "vpc-id", static a => a.Vpc.Id },
        { "default", static a => a.IsDefault },
        { "association.association-id", static a => a.Associations.Select(static x => x.AssociationId) },
        { "association.network-acl-id", static a => a.Associations.Count > 0 ? a.Id : null },
        { "association.subnet-id", static a => a.Associations.Select(static x => x.Subnet.Id) },
        { "entry.cidr", static a => a.Entries.Where(static e => !e.Cidr.IsIpv6).Select(static e => e.Cidr.ToString()) },
        { "entry.ipv6-cidr", static a => a.Entries.Where(static e => e.Cidr.IsIpv6).Select(static e => e.Cidr.ToString()) },
        { "entry.protocol", static a => a.Entries.Select(static e => e.Protocol) },
        { "entry.rule-action", static a => a.Entries.Select(static e => e.Allow ? "allow" : "deny") },
        { "entry.rule-number", static a => a.Entries.Select(static e => e.RuleNumber.ToString(CultureInfo.InvariantCulture)) },
        { "entry.egress", static a => a.Entries.Select(static e => e.Egress ? "true" : "false") },
        { "entry.port-range.from", static a => a.Entries.Select(static e => e.FromPort?.ToString(CultureInfo.InvariantCulture)) },
        { "entry.port-range.to", static a => a.Entries.Select(static e => e.ToPort?.ToString(CultureInfo.InvariantCulture)) },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateNetworkAcl", static (call, ec2, request) =>
        {
            _ = TagSpecifications.ForOne(request, "network-acl");
            var vpc = ec2.Vpcs.Get(request.String("VpcId"));
            if (ec2.NetworkAcls.Count(a => a.Vpc == vpc) >= ec2.Quotas.NetworkAclsPerVpc)
            {
                throw new AwsError("NetworkAclLimitExceeded", $"The maximum number of network acls for VPC '{vpc.Id}' has been reached.");
            }

            var acl = ec2.MakeNetworkAcl(vpc, isDefault: false);
            TagSpecifications.Tag(acl, request);
            return new Struct { { "NetworkAcl", View(ec2, acl) }, { "ClientToken", request.String("ClientToken") } };
        });
        simulator.Op("DescribeNetworkAcls", static (call, ec2, request) => Describe.List(request, ec2.NetworkAcls, "NetworkAclIds", Filters, "NetworkAcls", a => View(ec2, a)));
        simulator.Op("DeleteNetworkAcl", Delete);
        simulator.Op("CreateNetworkAclEntry", CreateEntry);
        simulator.Op("ReplaceNetworkAclEntry", ReplaceEntry);
        simulator.Op("DeleteNetworkAclEntry", DeleteEntry);
        simulator.Op("ReplaceNetworkAclAssociation", ReplaceAssociation);
    }

    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var acl = ec2.NetworkAcls.Get(request.String("NetworkAclId"));
        if (acl.IsDefault)
        {
            throw new AwsError("InvalidParameterValue", $"cannot delete default network ACL {acl.Id}");
        }

        if (acl.Associations.Count > 0)
        {
            throw new AwsError("DependencyViolation", $"The networkAcl '{acl.Id}' has dependencies and cannot be deleted.");
        }

        ec2.NetworkAcls.Remove(acl);
        return null;
    }

    private static Struct? CreateEntry(Call call, Ec2State ec2, Struct request)
    {
        var acl = ec2.NetworkAcls.Get(request.String("NetworkAclId"));
        var entry = Entry(request);
        if (Find(acl, entry.Egress, entry.RuleNumber) is not null)
        {
            throw new AwsError("NetworkAclEntryAlreadyExists", $"The network acl entry identified by {entry.RuleNumber} already exists.");
        }

        CheckLimit(ec2, acl, entry);

        acl.Entries.Add(entry);
        return null;
    }

    private static Struct? ReplaceEntry(Call call, Ec2State ec2, Struct request)
    {
        var acl = ec2.NetworkAcls.Get(request.String("NetworkAclId"));
        var entry = Entry(request);
        var old = Existing(acl, entry.Egress, entry.RuleNumber);
        if (old.Cidr.IsIpv6 != entry.Cidr.IsIpv6)
        {
            CheckLimit(ec2, acl, entry);
        }

        acl.Entries[acl.Entries.IndexOf(old)] = entry;
        return null;
    }

    /// <summary>
    /// "Enforced separately for IPv4 rules and IPv6 rules", one way, and the default deny rule counts, which an ACL has for IPv6
    /// in a VPC with IPv6 only.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
    /// </summary>
    private static void CheckLimit(Ec2State ec2, NetworkAcl acl, NetworkAclEntry entry)
    {
        if (acl.Entries.Count(e => e.Egress == entry.Egress && e.Cidr.IsIpv6 == entry.Cidr.IsIpv6) >= ec2.Quotas.RulesPerNetworkAcl)
        {
            throw new AwsError("NetworkAclEntryLimitExceeded", "The maximum number of network acl entries has been reached.");
        }
    }

    private static Struct? DeleteEntry(Call call, Ec2State ec2, Struct request)
    {
        var acl = ec2.NetworkAcls.Get(request.String("NetworkAclId"));
        var number = request.Int("RuleNumber") ?? 0;
        CheckNumber(number);
        acl.Entries.Remove(Existing(acl, request.Bool("Egress") ?? false, number));
        return null;
    }

    private static NetworkAclEntry? Find(NetworkAcl acl, bool egress, int number) => acl.Entries.Find(e => e.Egress == egress && e.RuleNumber == number);

    private static NetworkAclEntry Existing(NetworkAcl acl, bool egress, int number) => Find(acl, egress, number)
        ?? throw new AwsError("InvalidNetworkAclEntry.NotFound", $"the specified rule number {number} for {(egress ? "egress" : "ingress")} does not exist in network acl {acl.Id}");

    private static void CheckNumber(int number)
    {
        if (number is < 1 or > 32766)
        {
            throw new AwsError("InvalidParameterValue", $"Value ({number}) for parameter ruleNumber is invalid. Rule numbers must be between 1 and 32766");
        }
    }

    private static NetworkAclEntry Entry(Struct request)
    {
        var number = request.Int("RuleNumber") ?? 0;
        CheckNumber(number);
        var protocol = Protocol(Check.Required(request, "Protocol"));
        var isIpv6 = request.Has("Ipv6CidrBlock");
        if (isIpv6 == request.Has("CidrBlock"))
        {
            throw new AwsError("InvalidParameterCombination", "The request must contain exactly one of cidrBlock and ipv6CidrBlock");
        }

        var text = request.String(isIpv6 ? "Ipv6CidrBlock" : "CidrBlock")!;
        if (!Cidr.TryParse(text, out var cidr) || cidr.IsIpv6 != isIpv6)
        {
            throw new AwsError("InvalidParameterValue", $"Value ({text}) for parameter {(isIpv6 ? "ipv6CidrBlock" : "cidrBlock")} is invalid. This is not a valid CIDR block.");
        }

        // "We modify the specified CIDR block to its canonical form".
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
        var entry = new NetworkAclEntry(request.Bool("Egress") ?? false, number, protocol, request.String("RuleAction") == "allow", cidr.Canonical);
        switch (protocol)
        {
            case "6" or "17":
                var range = request.Child("PortRange");
                if (range?.Int("From") is not { } from || range.Int("To") is not { } to)
                {
                    throw new AwsError("InvalidParameterValue", "Invalid value 'null' for portRange. Must specify both from and to ports with TCP/UDP.");
                }

                return from is >= 0 and <= 65535 && to is >= 0 and <= 65535 && from <= to
                    ? entry with { FromPort = from, ToPort = to }
                    : throw new AwsError("InvalidParameterValue", $"Invalid value '{from}-{to}' for portRange. Ports are from 0 to 65535, the first not above the last.");
            case "1":
            case "58" when isIpv6:
                var icmp = request.Child("IcmpTypeCode");
                if (icmp?.Int("Type") is not { } type || icmp.Int("Code") is not { } code)
                {
                    throw new AwsError("InvalidParameterValue", "Invalid value 'null' for icmpTypeCode. Must specify both type and code with ICMP.");
                }

                return type is >= -1 and <= 255 && code is >= -1 and <= 255
                    ? entry with { IcmpType = type, IcmpCode = code }
                    : throw new AwsError("InvalidParameterValue", $"Invalid value '{type}/{code}' for icmpTypeCode. ICMP types and codes are from 0 to 255, or -1 for all.");
            default:
                // With an IPv4 block, ICMPv6 is "all ICMP types and codes … regardless of any that you specify" (same page).
                return entry;
        }
    }

    private static string Protocol(string protocol) => protocol switch
    {
        "-1" or "all" => "-1",
        "tcp" => "6",
        "udp" => "17",
        "icmp" => "1",
        "icmpv6" => "58",
        _ when byte.TryParse(protocol, NumberStyles.None, CultureInfo.InvariantCulture, out _) => protocol,
        _ => throw new AwsError("InvalidParameterValue", $"Invalid value '{protocol}' for IP protocol. Unknown protocol."),
    };

    private static Struct ReplaceAssociation(Call call, Ec2State ec2, Struct request)
    {
        var acl = ec2.NetworkAcls.Get(request.String("NetworkAclId"));
        var id = request.String("AssociationId");
        var old = ec2.NetworkAcls.FirstOrDefault(a => a.Associations.Exists(x => x.AssociationId == id))
            ?? throw new AwsError("InvalidAssociationID.NotFound", $"The association ID '{id}' does not exist");
        var association = old.Associations.Find(x => x.AssociationId == id);
        if (association.Subnet.Vpc != acl.Vpc)
        {
            throw new AwsError("InvalidParameterValue", $"network acl {acl.Id} and subnet {association.Subnet.Id} belong to different networks");
        }

        old.Associations.Remove(association);
        var renewed = call.Ids.Ec2("aclassoc");
        acl.Associations.Add((renewed, association.Subnet));
        return new Struct { { "NewAssociationId", renewed } };
    }

    private static Struct View(Ec2State ec2, NetworkAcl acl) => new()
    {
        { "NetworkAclId", acl.Id },
        { "VpcId", acl.Vpc.Id },
        { "OwnerId", ec2.Scope.Account },
        { "IsDefault", acl.IsDefault },
        {
            "Associations", acl.Associations.Select(a => new Struct
            {
                { "NetworkAclAssociationId", a.AssociationId },
                { "NetworkAclId", acl.Id },
                { "SubnetId", a.Subnet.Id },
            }).ToList()
        },
        { "Entries", acl.Entries.OrderByDescending(static e => e.Egress).ThenBy(static e => e.RuleNumber).Select(View).ToList() },
        { "Tags", Render.Tags(acl) },
    };

    private static Struct View(NetworkAclEntry entry) => new()
    {
        { "RuleNumber", entry.RuleNumber },
        { "Egress", entry.Egress },
        { "Protocol", entry.Protocol },
        { "RuleAction", entry.Allow ? "allow" : "deny" },
        { entry.Cidr.IsIpv6 ? "Ipv6CidrBlock" : "CidrBlock", entry.Cidr.ToString() },
        { "PortRange", entry.FromPort is null ? null : new Struct { { "From", entry.FromPort }, { "To", entry.ToPort } } },
        { "IcmpTypeCode", entry.IcmpType is null ? null : new Struct { { "Type", entry.IcmpType }, { "Code", entry.IcmpCode } } },
    };
}
