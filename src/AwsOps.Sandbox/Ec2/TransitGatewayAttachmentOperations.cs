using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>VPCs at transit gateways. https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html</summary>
internal static class TransitGatewayAttachmentOperations
{
    private static readonly string[] Options = ["ApplianceModeSupport", "DnsSupport", "Ipv6Support", "SecurityGroupReferencingSupport"];

    private static readonly Filters<TransitGatewayAttachment> VpcFilters = new()
    {
        { "transit-gateway-attachment-id", static a => a.Id },
        { "transit-gateway-id", static a => a.Gateway.Id },
        { "vpc-id", static a => a.ResourceId },
        { "state", static a => a.State },
    };

    private static readonly Filters<TransitGatewayAttachment> Filters = new()
    {
        { "transit-gateway-attachment-id", static a => a.Id },
        { "transit-gateway-id", static a => a.Gateway.Id },
        { "transit-gateway-owner-id", static a => a.OwnerId },
        { "resource-id", static a => a.ResourceId },
        { "resource-owner-id", static a => a.ResourceOwnerId },
        { "resource-type", static a => a.Kind },
        { "association.state", static a => a.Table is null ? null : "associated" },
        { "association.transit-gateway-route-table-id", static a => a.Table?.Id },
        { "state", static a => a.State },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateTransitGatewayVpcAttachment", Create);
        simulator.Op("ModifyTransitGatewayVpcAttachment", Modify);
        simulator.Op("DeleteTransitGatewayVpcAttachment", Delete);
        simulator.Op("DescribeTransitGatewayVpcAttachments", static (call, ec2, request) =>
            Describe.Answer(request, Describe.Select(request, ec2.TransitGatewayAttachments, "TransitGatewayAttachmentIds", VpcFilters).OfType<TransitGatewayVpcAttachment>(), "TransitGatewayVpcAttachments", VpcView));
        simulator.Op("DescribeTransitGatewayAttachments", static (call, ec2, request) =>
            Describe.List(request, ec2.TransitGatewayAttachments, "TransitGatewayAttachmentIds", Filters, "TransitGatewayAttachments", View));
    }

    /// <summary>An attachment that is there, or EC2's error.</summary>
    public static TransitGatewayAttachment Get(Ec2State ec2, string? id)
    {
        var attachment = ec2.TransitGatewayAttachments.Get(id);
        return attachment.State switch
        {
            "deleted" => throw ec2.TransitGatewayAttachments.NotFound(attachment.Id),
            "deleting" or "rejected" => throw new AwsError("IncorrectState", $"{attachment.Id} is in invalid state: {attachment.State}"),
            _ => attachment,
        };
    }

    /// <summary>Takes it out of all route tables; what is routed to it drops.</summary>
    public static void Untie(Ec2State ec2, TransitGatewayAttachment attachment)
    {
        attachment.Table = null;
        foreach (var table in ec2.TransitGatewayRouteTables)
        {
            table.Propagations.Remove(attachment);
        }
    }

    private static TransitGatewayVpcAttachment OfVpc(Ec2State ec2, Struct request) => Get(ec2, request.String("TransitGatewayAttachmentId")) switch
    {
        TransitGatewayVpcAttachment attachment => attachment,
        var other => throw new AwsError("InvalidParameterValue", $"{other.Id} is a {other.Kind} attachment, not that of a VPC."),
    };

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var tags = TagSpecifications.ForOne(request, "transit-gateway-attachment");
        var gateway = TransitGatewayOperations.Available(ec2, request.String("TransitGatewayId"));
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        if (ec2.IsAttached(vpc, gateway.Id))
        {
            throw new AwsError("DuplicateTransitGatewayAttachment", $"{gateway.Id} has non-deleted Transit Gateway Attachments with same VPC ID.");
        }

        var attachment = new TransitGatewayVpcAttachment(call.Ids.Ec2("tgw-attach"), gateway, vpc, call.Now);
        var subnets = Subnets(ec2, attachment, request.Strings("SubnetIds"));
        var given = request.Child("Options");
        foreach (var option in Options)
        {
            // "The attachment will inherit the security group referencing support setting on the transit gateway."
            // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayVpcAttachmentRequestOptions.html
            attachment.Options[option] = given?.String(option) ?? option switch
            {
                "DnsSupport" => "enable",
                "SecurityGroupReferencingSupport" => gateway.Options[option],
                _ => "disable",
            };
        }

        TagSpecifications.Set(attachment, tags);
        Place(ec2, attachment, subnets);
        ec2.TransitGatewayAttachments.Add(attachment);
        attachment.Table = gateway.AssociationTable;
        gateway.PropagationTable?.Propagations.Add(attachment);
        var view = VpcView(attachment);
        ec2.Scope.Clock.After(ec2.Timings.TransitGateway, () => attachment.State = attachment.State == "pending" ? "available" : attachment.State);
        return new Struct { { "TransitGatewayVpcAttachment", view } };
    }

    private static Struct Modify(Call call, Ec2State ec2, Struct request)
    {
        var attachment = OfVpc(ec2, request);
        var removed = request.Strings("RemoveSubnetIds");
        var left = attachment.Interfaces.Where(c => !removed.Contains(c.Subnet.Id)).ToList();
        if (removed.FirstOrDefault(id => attachment.Interfaces.TrueForAll(c => c.Subnet.Id != id)) is { } stranger)
        {
            throw new AwsError("InvalidSubnetID.NotFound", $"The subnet ID '{stranger}' does not exist in {attachment.Id}");
        }

        var added = request.Strings("AddSubnetIds");
        var subnets = Subnets(ec2, attachment, [.. left.Select(static c => c.Subnet.Id), .. added]);
        foreach (var card in attachment.Interfaces.Except(left).ToList())
        {
            attachment.Interfaces.Remove(card);
            ec2.RemoveInterface(card);
        }

        Place(ec2, attachment, subnets.Where(s => added.Contains(s.Id)));
        foreach (var option in Options.Where(o => request.Child("Options")?.Has(o) == true))
        {
            attachment.Options[option] = request.Child("Options")!.String(option)!;
        }

        return new Struct { { "TransitGatewayVpcAttachment", VpcView(attachment) } };
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var attachment = OfVpc(ec2, request);
        foreach (var card in attachment.Interfaces)
        {
            ec2.RemoveInterface(card);
        }

        Untie(ec2, attachment);
        TransitGatewayOperations.Fade(ec2, ec2.TransitGatewayAttachments, attachment, state => attachment.State = state);
        return new Struct { { "TransitGatewayVpcAttachment", VpcView(attachment) } };
    }

    /// <summary>At least one, at most one of each zone, all of the VPC.</summary>
    private static List<Subnet> Subnets(Ec2State ec2, TransitGatewayVpcAttachment attachment, IReadOnlyList<string> ids)
    {
        var subnets = ids.Distinct(StringComparer.Ordinal).Select(id => ec2.Subnets.Get(id)).ToList();
        if (subnets.Count == 0)
        {
            throw new AwsError("MissingParameter", "The request must contain the parameter subnetIds");
        }

        if (subnets.Find(s => s.Vpc != attachment.Vpc) is { } stranger)
        {
            throw new AwsError("InvalidParameterValue", $"Subnet {stranger.Id} does not belong to {attachment.Vpc.Id}.");
        }

        return subnets.GroupBy(static s => s.AvailabilityZone).FirstOrDefault(static g => g.Count() > 1) is { } zone
            ? throw new AwsError("DuplicateSubnetsInSameZone", $"Duplicate Subnets for same AZ: {zone.Key}")
            : subnets;
    }

    private static void Place(Ec2State ec2, TransitGatewayVpcAttachment attachment, IEnumerable<Subnet> subnets)
    {
        foreach (var subnet in subnets)
        {
            var card = ec2.MakeInterface(subnet, [], interfaceType: "transit_gateway", requester: "amazon-tgw");
            if (attachment.Options.GetValueOrDefault("Ipv6Support") == "enable" && subnet.Ipv6Blocks.Count > 0)
            {
                ec2.AssignIpv6(card, [], 1);
            }

            card.Description = "Network Interface for Transit Gateway Attachment " + attachment.Id;
            attachment.Interfaces.Add(card);
        }
    }

    private static Struct VpcView(TransitGatewayVpcAttachment attachment)
    {
        var options = new Struct();
        foreach (var (option, value) in attachment.Options)
        {
            options[option] = value;
        }

        return new()
        {
            { "TransitGatewayAttachmentId", attachment.Id },
            { "TransitGatewayId", attachment.Gateway.Id },
            { "VpcId", attachment.Vpc.Id },
            { "VpcOwnerId", attachment.Vpc.OwnerId },
            { "State", attachment.State },
            { "SubnetIds", attachment.Interfaces.Select(static c => c.Subnet.Id).ToList() },
            { "CreationTime", attachment.Created },
            { "Options", options },
            { "Tags", Render.Tags(attachment) },
        };
    }

    private static Struct View(TransitGatewayAttachment attachment) => new()
    {
        { "TransitGatewayAttachmentId", attachment.Id },
        { "TransitGatewayId", attachment.Gateway.Id },
        { "TransitGatewayOwnerId", attachment.Gateway.OwnerId },
        { "ResourceOwnerId", attachment.ResourceOwnerId },
        { "ResourceType", attachment.Kind },
        { "ResourceId", attachment.ResourceId },
        { "State", attachment.State },
        { "Association", attachment.Table is null ? null : new Struct { { "TransitGatewayRouteTableId", attachment.Table.Id }, { "State", "associated" } } },
        { "CreationTime", attachment.Created },
        { "Tags", Render.Tags(attachment) },
    };
}
