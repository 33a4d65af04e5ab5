namespace AwsOps.Engine.Network;

/// <summary>Builds the layers that stand at a subnet, each made once.</summary>
internal sealed class SubnetEdge
{
    private readonly NetworkModel _model;
    private readonly string _vpcId;
    private List<Layer>? _fromInternet;

    public SubnetEdge(NetworkModel model, string subnetId, string vpcId)
    {
        (_model, SubnetId, _vpcId) = (model, subnetId, vpcId);
        Table = model.TableOf(subnetId, vpcId);
        Routes = Table.Value is { } table ? model.Routes(table) : null;
    }

    public string SubnetId { get; }

    public Lookup<RouteTable> Table { get; }

    public RouteMap? Routes { get; }

    /// <summary>
    /// The way from the internet to the subnet and back. Its table must lead back to the internet gateway, else the
    /// subnet is private (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html).
    /// </summary>
    public IReadOnlyList<Layer> FromInternet => _fromInternet ??=
    [
        Gateway(),
        new(LayerKind.BlockPublicAccess, _vpcId, _model.Public.Inbound(SubnetId, _vpcId), static (_, _, _) => "the account's VPC Block Public Access setting and its exclusions"),
        RouteToGateway(),
        Acl(egress: false, isReply: false),
        Acl(egress: true, isReply: true),
    ];

    /// <summary>The gateway itself must be attached to the VPC; a route to another one leads nowhere.</summary>
    public Layer Gateway(string? id = null)
    {
        if (_model.Inventory.InternetGateways is not { } gateways)
        {
            return Layer.Unknown(LayerKind.InternetGateway, _vpcId, "describe-internet-gateways");
        }

        var mine = gateways.FirstOrDefault(g => g.AttachedVpcIds.Contains(_vpcId) && (id is null || g.GatewayId == id));
        return mine is not null
            ? Layer.Fixed(LayerKind.InternetGateway, mine.GatewayId, passes: true, $"{mine.GatewayId} is attached to {_vpcId}")
            : Layer.Fixed(LayerKind.InternetGateway, _vpcId, passes: false, $"{id ?? "no internet gateway"} is {(id is null ? string.Empty : "not ")}attached to {_vpcId}");
    }

    public Layer RouteToGateway() => RouteTo(
        r => r.Target.StartsWith("igw-", StringComparison.Ordinal)
            && (_model.Inventory.InternetGateways is not { } gateways || gateways.Any(g => g.GatewayId == r.Target && g.AttachedVpcIds.Contains(_vpcId))));

    /// <summary>The addresses that the subnet's table routes to a wanted target; a blackhole leads nowhere.</summary>
    public Layer RouteTo(Func<Route, bool> wanted)
    {
        if (Routes is not { } routes)
        {
            return Layer.Unknown(LayerKind.RouteTable, SubnetId, Table.Missing!);
        }

        return new(
            LayerKind.RouteTable,
            Table.Value!.RouteTableId,
            routes.Toward(r => !r.IsBlackhole && wanted(r)),
            (peer, _, _) => routes.RouteFor(peer) is { } route ? $"route {route}" : $"no route to {peer}");
    }

    public Layer Acl(bool egress, bool isReply)
    {
        var found = _model.AclOf(SubnetId);
        if (found.Value is not { } acl)
        {
            return Layer.Unknown(LayerKind.NetworkAcl, SubnetId, found.Missing!) with { IsReply = isReply };
        }

        return new(
            LayerKind.NetworkAcl,
            acl.NetworkAclId,
            TrafficBounds.Exactly(_model.Allowed(acl, egress)),
            (peer, protocol, port) => acl.Deciding(egress, peer, protocol, port)?.ToString() ?? "entry *: deny all")
        {
            IsReply = isReply,
        };
    }
}
