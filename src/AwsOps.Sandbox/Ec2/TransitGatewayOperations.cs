using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Transit gateways. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGateway.html</summary>
internal static class TransitGatewayOperations
{
    /// <summary>Options and their defaults: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRequestOptions.html</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["AutoAcceptSharedAttachments"] = "disable",
        ["DefaultRouteTableAssociation"] = "enable",
        ["DefaultRouteTablePropagation"] = "enable",
        ["DnsSupport"] = "enable",
        ["MulticastSupport"] = "disable",
        ["SecurityGroupReferencingSupport"] = "disable",
        ["VpnEcmpSupport"] = "enable",
    };

    private static readonly Filters<TransitGateway> Filters = new()
    {
        { "transit-gateway-id", static g => g.Id },
        { "state", static g => g.State },
        { "options.amazon-side-asn", static g => g.AmazonSideAsn.ToString(CultureInfo.InvariantCulture) },
        { "options.association-default-route-table-id", static g => g.AssociationTable?.Id },
        { "options.propagation-default-route-table-id", static g => g.PropagationTable?.Id },
        { "options.auto-accept-shared-attachments", static g => g.Options["AutoAcceptSharedAttachments"] },
        { "options.default-route-table-association", static g => g.Options["DefaultRouteTableAssociation"] },
        { "options.default-route-table-propagation", static g => g.Options["DefaultRouteTablePropagation"] },
        { "options.dns-support", static g => g.Options["DnsSupport"] },
        { "options.vpn-ecmp-support", static g => g.Options["VpnEcmpSupport"] },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateTransitGateway", Create);
        simulator.Op("DescribeTransitGateways", static (call, ec2, request) =>
            Describe.List(request, ec2.TransitGateways, "TransitGatewayIds", Filters, "TransitGateways", g => View(ec2, g)));
        simulator.Op("DeleteTransitGateway", Delete);
    }

    /// <summary>A gateway that can be used, or EC2's error.</summary>
    public static TransitGateway Available(Ec2State ec2, string? id)
    {
        var gateway = ec2.TransitGateways.Get(id);
        return gateway.State switch
        {
            "deleted" => throw ec2.TransitGateways.NotFound(gateway.Id),
            "available" => gateway,
            var state => throw new AwsError("IncorrectState", $"{gateway.Id} is in invalid state: {state}"),
        };
    }

    /// <summary>What a thing is while it goes: first deleting, then deleted, and after about an hour it is no more to be seen.</summary>
    public static void Fade<T>(Ec2State ec2, ResourceTable<T> table, T resource, Action<string> state)
        where T : Ec2Resource
    {
        state("deleting");
        ec2.Scope.Clock.After(ec2.Timings.TransitGateway, () =>
        {
            state("deleted");
            ec2.Scope.Clock.After(ec2.Timings.TerminatedVisible, () => table.Remove(resource));
        });
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var tags = TagSpecifications.ForOne(request, "transit-gateway");
        var given = request.Child("Options") ?? [];
        if (given.String("MulticastSupport") == "enable" || given.Has("TransitGatewayCidrBlocks"))
        {
            throw new AwsError("UnsupportedOperation", "The sandbox's transit gateways have neither multicast nor CIDR blocks of their own.");
        }

        var gateway = new TransitGateway(call.Ids.Ec2("tgw"), call.Now) { Description = request.String("Description") ?? string.Empty, AmazonSideAsn = given.Long("AmazonSideAsn") ?? 64512 };
        foreach (var (option, value) in Defaults)
        {
            gateway.Options[option] = given.String(option) ?? value;
        }

        TagSpecifications.Set(gateway, tags);
        ec2.TransitGateways.Add(gateway);
        if (gateway.Options["DefaultRouteTableAssociation"] == "enable" || gateway.Options["DefaultRouteTablePropagation"] == "enable")
        {
            var table = ec2.TransitGatewayRouteTables.Add(new TransitGatewayRouteTable(call.Ids.Ec2("tgw-rtb"), gateway, call.Now));
            gateway.AssociationTable = gateway.Options["DefaultRouteTableAssociation"] == "enable" ? table : null;
            gateway.PropagationTable = gateway.Options["DefaultRouteTablePropagation"] == "enable" ? table : null;
        }

        ec2.Scope.Clock.After(ec2.Timings.TransitGateway, () => gateway.State = gateway.State == "pending" ? "available" : gateway.State);
        return new Struct { { "TransitGateway", View(ec2, gateway) } };
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var gateway = Available(ec2, request.String("TransitGatewayId"));
        var attachments = ec2.TransitGatewayAttachments.Where(a => a.Gateway == gateway && a.State is not ("deleted" or "rejected")).ToList();
        if (attachments.Count > 0)
        {
            throw new AwsError("IncorrectState", $"{gateway.Id} has non-deleted {attachments[0].Kind switch { "vpc" => "VPC", "vpn" => "VPN", _ => "Peering" }} Attachments: {string.Join(", ", attachments.Select(static a => a.Id))}.");
        }

        foreach (var table in ec2.TransitGatewayRouteTables.Where(t => t.Gateway == gateway).ToList())
        {
            Fade(ec2, ec2.TransitGatewayRouteTables, table, state => table.State = state);
        }

        Fade(ec2, ec2.TransitGateways, gateway, state => gateway.State = state);
        return new Struct { { "TransitGateway", View(ec2, gateway) } };
    }

    private static Struct View(Ec2State ec2, TransitGateway gateway)
    {
        var options = new Struct { { "AmazonSideAsn", gateway.AmazonSideAsn } };
        foreach (var (option, value) in gateway.Options)
        {
            options[option] = value;
        }

        options["AssociationDefaultRouteTableId"] = gateway.AssociationTable?.Id;
        options["PropagationDefaultRouteTableId"] = gateway.PropagationTable?.Id;
        return new()
        {
            { "TransitGatewayId", gateway.Id },
            { "TransitGatewayArn", $"arn:aws:ec2:{ec2.Scope.Region}:{ec2.Scope.Account}:transit-gateway/{gateway.Id}" },
            { "State", gateway.State },
            { "OwnerId", ec2.Scope.Account },
            { "Description", gateway.Description },
            { "CreationTime", gateway.Created },
            { "Options", options },
            { "Tags", Render.Tags(gateway) },
        };
    }
}
