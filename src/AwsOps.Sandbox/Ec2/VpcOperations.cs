using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>VPCs.</summary>
internal static class VpcOperations
{
    /// <summary>https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html</summary>
    private const int MaximumVpcs = 5;

    private static readonly Filters<Vpc> Filters = new()
    {
        { "vpc-id", static v => v.Id },
        { "cidr", static v => v.CidrBlock.ToString() },
        { "cidr-block-association.cidr-block", static v => v.CidrBlocks.Select(static b => b.Block.ToString()) },
        { "cidr-block-association.association-id", static v => v.CidrBlocks.Select(static b => b.AssociationId) },
        { "cidr-block-association.state", static _ => "associated" },
        { "ipv6-cidr-block-association.ipv6-cidr-block", static v => v.Ipv6Blocks.Select(static b => b.Block.ToString()) },
        { "ipv6-cidr-block-association.association-id", static v => v.Ipv6Blocks.Select(static b => b.AssociationId) },
        { "dhcp-options-id", static v => v.DhcpOptionsId },
        { "is-default", static v => v.IsDefault },
        { "isDefault", static v => v.IsDefault },
        { "state", static v => v.State },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateVpc", Create);
        simulator.Op("CreateDefaultVpc", CreateDefault);
        simulator.Op("DescribeVpcs", static (call, ec2, request) => Describe.List(request, ec2.Vpcs, "VpcIds", Filters, "Vpcs", v => View(ec2, v)));
        simulator.Op("DeleteVpc", Delete);
        simulator.Op("ModifyVpcAttribute", ModifyAttribute);
        simulator.Op("DescribeVpcAttribute", DescribeAttribute);
        simulator.Op("AssociateVpcCidrBlock", AssociateCidrBlock);
        simulator.Op("DisassociateVpcCidrBlock", DisassociateCidrBlock);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        if (request.Has("Ipv6CidrBlock") || request.Has("Ipv4IpamPoolId") || request.Has("Ipv6IpamPoolId"))
        {
            throw new AwsError("UnsupportedOperation", "The sandbox makes VPCs with an IPv4 block of their own, and an IPv6 block of Amazon's (AmazonProvidedIpv6CidrBlock), only.");
        }

        var block = CheckBlock(Check.Required(request, "CidrBlock"));
        if (ec2.Vpcs.Count >= MaximumVpcs)
        {
            throw new AwsError("VpcLimitExceeded", "The maximum number of VPCs has been reached.");
        }

        _ = TagSpecifications.ForOne(request, "vpc");
        var vpc = ec2.MakeVpc(block, tenancy: request.String("InstanceTenancy") ?? "default");
        TagSpecifications.Tag(vpc, request);
        if (request.Bool("AmazonProvidedIpv6CidrBlock") == true)
        {
            ec2.AddIpv6Block(vpc);
        }

        // The first answer shows the VPC while it is being made; it is available by the next call.
        var view = View(ec2, vpc);
        view["State"] = "pending";
        return new Struct { { "Vpc", view } };
    }

    private static Struct CreateDefault(Call call, Ec2State ec2, Struct request) => ec2.DefaultVpc is { } old
        ? throw new AwsError("DefaultVpcAlreadyExists", $"A Default VPC already exists for this account in this region: {old.Id}")
        : new Struct { { "Vpc", View(ec2, ec2.MakeDefaultVpc()) } };

    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        var held = ec2.Subnets.Any(s => s.Vpc == vpc)
            || ec2.InternetGateways.Any(g => g.Vpc == vpc)
            || ec2.EgressOnlyInternetGateways.Any(g => g.Vpc == vpc)
            || ec2.RouteTables.Any(t => t.Vpc == vpc && !t.IsMain)
            || ec2.NetworkAcls.Any(a => a.Vpc == vpc && !a.IsDefault)
            || ec2.SecurityGroups.Any(g => g.Vpc == vpc && !g.IsDefault)
            || ec2.VpcEndpoints.Any(e => e.Vpc == vpc);
        if (held)
        {
            throw new AwsError("DependencyViolation", $"The vpc '{vpc.Id}' has dependencies and cannot be deleted.");
        }

        foreach (var table in ec2.RouteTables.Where(t => t.Vpc == vpc).ToList())
        {
            ec2.RouteTables.Remove(table);
        }

        foreach (var acl in ec2.NetworkAcls.Where(a => a.Vpc == vpc).ToList())
        {
            ec2.NetworkAcls.Remove(acl);
        }

        ec2.SecurityGroups.Remove(ec2.DefaultGroup(vpc));
        ec2.Vpcs.Remove(vpc);
        return null;
    }

    private static Struct? ModifyAttribute(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        if (request.Has("EnableDnsHostnames") && request.Has("EnableDnsSupport"))
        {
            throw new AwsError("InvalidParameterCombination", "Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport");
        }

        if (request.Child("EnableDnsHostnames")?.Bool("Value") is { } hostnames)
        {
            vpc.EnableDnsHostnames = hostnames;
        }
        else if (request.Child("EnableDnsSupport")?.Bool("Value") is { } support)
        {
            vpc.EnableDnsSupport = support;
        }
        else
        {
            throw new AwsError("MissingParameter", "The request must contain an attribute to modify");
        }

        return null;
    }

    private static Struct DescribeAttribute(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        var answer = new Struct { { "VpcId", vpc.Id } };
        switch (request.String("Attribute"))
        {
            case "enableDnsHostnames":
                answer["EnableDnsHostnames"] = new Struct { { "Value", vpc.EnableDnsHostnames } };
                break;
            case "enableDnsSupport":
                answer["EnableDnsSupport"] = new Struct { { "Value", vpc.EnableDnsSupport } };
                break;
            case "enableNetworkAddressUsageMetrics":
                answer["EnableNetworkAddressUsageMetrics"] = new Struct { { "Value", false } };
                break;
            default:
                throw new AwsError("InvalidParameterValue", $"Value ({request.String("Attribute")}) for parameter attribute is invalid. Unknown vpc attribute");
        }

        return answer;
    }

    private static Struct AssociateCidrBlock(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        if (request.Bool("AmazonProvidedIpv6CidrBlock") == true)
        {
            var (association, given) = ec2.AddIpv6Block(vpc);
            return new Struct { { "VpcId", vpc.Id }, { "Ipv6CidrBlockAssociation", Ipv6Operations.AssociationView(association, given, "associating") } };
        }

        if (request.String("CidrBlock") is not { } text)
        {
            throw new AwsError("UnsupportedOperation", "The sandbox associates IPv4 blocks and IPv6 blocks of Amazon's; give CidrBlock or AmazonProvidedIpv6CidrBlock.");
        }

        var block = CheckBlock(text);
        if (vpc.CidrBlocks.Exists(b => b.Block.Overlaps(block)))
        {
            throw new AwsError("InvalidVpc.Range", $"The CIDR '{block}' conflicts with one of VPC '{vpc.Id}'.");
        }

        var id = call.Ids.Ec2("vpc-cidr-assoc");
        vpc.CidrBlocks.Add((id, block));
        foreach (var table in ec2.RouteTables.Where(t => t.Vpc == vpc))
        {
            table.Routes.Add(Ec2State.LocalRoute(block));
        }

        return new Struct { { "VpcId", vpc.Id }, { "CidrBlockAssociation", AssociationView(id, block) } };
    }

    private static Struct DisassociateCidrBlock(Call call, Ec2State ec2, Struct request)
    {
        var id = request.String("AssociationId");
        foreach (var vpc in ec2.Vpcs)
        {
            if (vpc.Ipv6Blocks.FindIndex(b => b.AssociationId == id) is >= 0 and var at)
            {
                return DisassociateIpv6(ec2, vpc, at);
            }

            var index = vpc.CidrBlocks.FindIndex(b => b.AssociationId == id);
            if (index < 0)
            {
                continue;
            }

            var block = vpc.CidrBlocks[index].Block;
            if (index == 0)
            {
                throw new AwsError("OperationNotPermitted", $"The vpc CIDR block with association ID {id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC");
            }

            if (ec2.Subnets.Any(s => s.Vpc == vpc && block.Contains(s.CidrBlock)))
            {
                throw new AwsError("DependencyViolation", $"The vpc CIDR block with association ID {id} has dependencies and cannot be disassociated.");
            }

            vpc.CidrBlocks.RemoveAt(index);
            foreach (var table in ec2.RouteTables.Where(t => t.Vpc == vpc))
            {
                table.Routes.RemoveAll(r => r.Target == "local" && r.Destination == block.ToString());
            }

            var association = AssociationView(id!, block);
            association["CidrBlockState"] = new Struct { { "State", "disassociating" } };
            return new Struct { { "VpcId", vpc.Id }, { "CidrBlockAssociation", association } };
        }

        throw new AwsError("InvalidVpcCidrBlockAssociationID.NotFound", $"The vpc CIDR block association ID '{id}' does not exist");
    }

    private static Struct DisassociateIpv6(Ec2State ec2, Vpc vpc, int index)
    {
        var (id, block) = vpc.Ipv6Blocks[index];
        if (ec2.Subnets.Any(s => s.Vpc == vpc && s.Ipv6Blocks.Exists(b => block.Contains(b.Block))))
        {
            throw new AwsError("DependencyViolation", $"The vpc CIDR block with association ID {id} has dependencies and cannot be disassociated.");
        }

        vpc.Ipv6Blocks.RemoveAt(index);
        foreach (var table in ec2.RouteTables.Where(t => t.Vpc == vpc))
        {
            table.Routes.RemoveAll(r => r.Target == "local" && r.Destination == block.ToString());
        }

        return new Struct { { "VpcId", vpc.Id }, { "Ipv6CidrBlockAssociation", Ipv6Operations.AssociationView(id, block, "disassociating") } };
    }

    /// <summary>A block between /16 and /28. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html</summary>
    private static Cidr CheckBlock(string text)
    {
        var block = Check.Ipv4(text, "cidrBlock");
        return block.Length is >= 16 and <= 28 ? block : throw new AwsError("InvalidVpc.Range", $"The CIDR '{text}' is invalid.");
    }

    private static Struct View(Ec2State ec2, Vpc vpc) => new()
    {
        { "VpcId", vpc.Id },
        { "OwnerId", ec2.Scope.Account },
        { "CidrBlock", vpc.CidrBlock.ToString() },
        { "CidrBlockAssociationSet", vpc.CidrBlocks.Select(static b => AssociationView(b.AssociationId, b.Block)).ToList() },
        { "Ipv6CidrBlockAssociationSet", vpc.Ipv6Blocks.Select(static b => Ipv6Operations.AssociationView(b.AssociationId, b.Block)).ToList() },
        { "DhcpOptionsId", vpc.DhcpOptionsId },
        { "InstanceTenancy", vpc.InstanceTenancy },
        { "IsDefault", vpc.IsDefault },
        { "State", vpc.State },
        { "Tags", Render.Tags(vpc) },
    };

    private static Struct AssociationView(string id, Cidr block) => new()
    {
        { "AssociationId", id },
        { "CidrBlock", block.ToString() },
        { "CidrBlockState", new Struct { { "State", "associated" } } },
    };
}
