using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// Route tables of transit gateways: which attachments they serve (associations), and which tell them their addresses (propagations).
/// https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html
/// </summary>
internal static class TransitGatewayRouteTableOperations
{
    private static readonly Filters<TransitGatewayRouteTable> Filters = new()
    {
        { "transit-gateway-route-table-id", static t => t.Id },
        { "transit-gateway-id", static t => t.Gateway.Id },
        { "state", static t => t.State },
        { "default-association-route-table", static t => t.Gateway.AssociationTable == t },
        { "default-propagation-route-table", static t => t.Gateway.PropagationTable == t },
    };

    private static readonly Filters<TransitGatewayAttachment> TieFilters = new()
    {
        { "resource-id", static a => a.ResourceId },
        { "resource-type", static a => a.Kind },
        { "transit-gateway-attachment-id", static a => a.Id },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateTransitGatewayRouteTable", Create);
        simulator.Op("DescribeTransitGatewayRouteTables", static (call, ec2, request) =>
            Describe.List(request, ec2.TransitGatewayRouteTables, "TransitGatewayRouteTableIds", Filters, "TransitGatewayRouteTables", View));
        simulator.Op("DeleteTransitGatewayRouteTable", Delete);
        simulator.Op("AssociateTransitGatewayRouteTable", Associate);
        simulator.Op("DisassociateTransitGatewayRouteTable", Disassociate);
        simulator.Op("EnableTransitGatewayRouteTablePropagation", Enable);
        simulator.Op("DisableTransitGatewayRouteTablePropagation", Disable);
        simulator.Op("GetTransitGatewayRouteTableAssociations", static (call, ec2, request) =>
        {
            var table = Get(ec2, request);
            return Describe.Answer(request, TieFilters.Apply(request, ec2.TransitGatewayAttachments.Where(a => a.Table == table)), "Associations", static a => Tie(a, "associated"));
        });
        simulator.Op("GetTransitGatewayRouteTablePropagations", static (call, ec2, request) =>
            Describe.Answer(request, TieFilters.Apply(request, Get(ec2, request).Propagations), "TransitGatewayRouteTablePropagations", static a => Tie(a, "enabled")));
    }

    /// <summary>The table of a request, or EC2's error.</summary>
    public static TransitGatewayRouteTable Get(Ec2State ec2, Struct request)
    {
        var table = ec2.TransitGatewayRouteTables.Get(request.String("TransitGatewayRouteTableId"));
        return table.State == "available" ? table : throw ec2.TransitGatewayRouteTables.NotFound(table.Id);
    }

    /// <summary>The attachment of a request, which must be of the table's gateway.</summary>
    public static TransitGatewayAttachment AttachmentOf(Ec2State ec2, TransitGatewayRouteTable table, string? id)
    {
        var attachment = TransitGatewayAttachmentOperations.Get(ec2, id);
        return attachment.Gateway == table.Gateway
            ? attachment
            : throw new AwsError("InvalidParameterValue", $"{attachment.Id} and {table.Id} belong to different Transit Gateways.");
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var tags = TagSpecifications.ForOne(request, "transit-gateway-route-table");
        var gateway = TransitGatewayOperations.Available(ec2, request.String("TransitGatewayId"));
        var table = new TransitGatewayRouteTable(call.Ids.Ec2("tgw-rtb"), gateway, call.Now);
        TagSpecifications.Set(table, tags);
        ec2.TransitGatewayRouteTables.Add(table);
        return new Struct { { "TransitGatewayRouteTable", View(table) } };
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var table = Get(ec2, request);
        if (ec2.TransitGatewayAttachments.Any(a => a.Table == table))
        {
            throw new AwsError("IncorrectState", $"{table.Id} has associations; disassociate its attachments first.");
        }

        if (table.Gateway.AssociationTable == table || table.Gateway.PropagationTable == table)
        {
            throw new AwsError("IncorrectState", $"{table.Id} is a default route table of {table.Gateway.Id}.");
        }

        table.Propagations.Clear();
        TransitGatewayOperations.Fade(ec2, ec2.TransitGatewayRouteTables, table, state => table.State = state);
        return new Struct { { "TransitGatewayRouteTable", View(table) } };
    }

    private static Struct Associate(Call call, Ec2State ec2, Struct request)
    {
        var table = Get(ec2, request);
        var attachment = AttachmentOf(ec2, table, request.String("TransitGatewayAttachmentId"));

        // "Each attachment is associated with exactly one route table."
        // https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
        if (attachment.Table is not null)
        {
            throw new AwsError("Resource.AlreadyAssociated", $"Transit Gateway Attachment {attachment.Id} is already associated to a route table.");
        }

        attachment.Table = table;
        return new Struct { { "Association", Tie(attachment, "associating", table) } };
    }

    private static Struct Disassociate(Call call, Ec2State ec2, Struct request)
    {
        var table = Get(ec2, request);
        var attachment = AttachmentOf(ec2, table, request.String("TransitGatewayAttachmentId"));
        if (attachment.Table != table)
        {
            throw new AwsError("InvalidAssociation.NotFound", $"Association {attachment.Id} does not exist in Transit Gateway Route Table {table.Id}.");
        }

        attachment.Table = null;
        return new Struct { { "Association", Tie(attachment, "disassociating", table) } };
    }

    private static Struct Enable(Call call, Ec2State ec2, Struct request)
    {
        var table = Get(ec2, request);
        var attachment = AttachmentOf(ec2, table, Check.Required(request, "TransitGatewayAttachmentId"));
        if (attachment.Kind == "peering")
        {
            // "You must add a static route to the transit gateway route table that points to the transit gateway peering attachment."
            // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering-add-route.html
            throw new AwsError("UnsupportedOperation", $"{attachment.Id} is a peering attachment, which tells no addresses; write static routes.");
        }

        if (table.Propagations.Contains(attachment))
        {
            throw new AwsError("TransitGatewayRouteTablePropagation.Duplicate", $"Propagation {attachment.Id} already exists in Transit Gateway Route Table {table.Id}.");
        }

        table.Propagations.Add(attachment);
        return new Struct { { "Propagation", Tie(attachment, "enabled", table) } };
    }

    private static Struct Disable(Call call, Ec2State ec2, Struct request)
    {
        var table = Get(ec2, request);
        var attachment = AttachmentOf(ec2, table, Check.Required(request, "TransitGatewayAttachmentId"));
        return table.Propagations.Remove(attachment)
            ? new Struct { { "Propagation", Tie(attachment, "disabled", table) } }
            : throw new AwsError("TransitGatewayRouteTablePropagation.NotFound", $"Propagation {attachment.Id} does not exist in Transit Gateway Route Table {table.Id}.");
    }

    private static Struct Tie(TransitGatewayAttachment attachment, string state, TransitGatewayRouteTable? table = null)
    {
        var tie = new Struct
        {
            { "TransitGatewayAttachmentId", attachment.Id },
            { "ResourceId", attachment.ResourceId },
            { "ResourceType", attachment.Kind },
            { "State", state },
        };
        if (table is not null)
        {
            tie["TransitGatewayRouteTableId"] = table.Id;
        }

        return tie;
    }

    private static Struct View(TransitGatewayRouteTable table) => new()
    {
        { "TransitGatewayRouteTableId", table.Id },
        { "TransitGatewayId", table.Gateway.Id },
        { "State", table.State },
        { "DefaultAssociationRouteTable", table.Gateway.AssociationTable == table },
        { "DefaultPropagationRouteTable", table.Gateway.PropagationTable == table },
        { "CreationTime", table.Created },
        { "Tags", Render.Tags(table) },
    };
}
