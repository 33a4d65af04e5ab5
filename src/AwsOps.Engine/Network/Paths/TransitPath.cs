namespace AwsOps.Engine.Network;

/// <summary>
/// The way between two VPCs through a transit gateway, or through several that are peered. Each direction is walked for itself: the
/// tables decide about every packet anew, and the way back may begin at another gateway.
/// </summary>
internal sealed class TransitPath(InternetPaths paths, NetworkInterface from, IpAddress source, NetworkInterface to, IpAddress destination, string gateway)
{
    private readonly NetworkModel _model = paths.Model;

    public string AddTo(List<Layer> layers)
    {
        // The transit gateway evaluates ACLs in an order of its own; those of the two subnets are set anew below.
        layers.RemoveAll(static l => l.Kind == LayerKind.NetworkAcl);
        var (here, there) = (paths.Edge(from.SubnetId, from.VpcId), paths.Edge(to.SubnetId, to.VpcId));
        var back = there.Routes?.RouteFor(source)?.Target is { } target && target.StartsWith("tgw-", StringComparison.Ordinal) ? target : gateway;
        layers.Add(here.RouteTo(r => r.Target == gateway).AtPeer(destination));
        layers.Add(there.RouteTo(r => r.Target == back).AtPeer(source) with { IsReply = true });
        if (_model.Inventory.TransitGatewayAttachments is not { } attachments)
        {
            layers.Add(Layer.Unknown(LayerKind.TransitGateway, gateway, "describe-transit-gateway-attachments"));
            return gateway;
        }

        var transit = new TransitWalk(paths);
        if (transit.AttachmentOf(gateway, from.VpcId) is not { } mine || !attachments.Any(a => a.ResourceId == to.VpcId && a.State == "available"))
        {
            var lone = transit.AttachmentOf(gateway, from.VpcId) is null ? from.VpcId : to.VpcId;
            layers.Add(Layer.Fixed(LayerKind.TransitGateway, gateway, passes: false, $"no available attachment of {lone}"));
            return gateway;
        }

        var theirs = transit.AttachmentOf(back, to.VpcId);
        var (forth, arrival) = transit.Walk(mine, destination, to.VpcId);
        var (reply, home) = theirs is null
            ? ([Layer.Fixed(LayerKind.TransitGateway, back, passes: false, $"no available attachment of {to.VpcId}")], null)
            : transit.Walk(theirs, source, from.VpcId);
        layers.AddRange(forth);
        layers.AddRange(reply.Select(static l => l with { IsReply = true }));
        AddAcls(layers, here, there, (mine, home), (theirs, arrival));
        return gateway;
    }

    /// <summary>
    /// Which ACL rules apply depends on whether the attachment stands in the instance's own subnet
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html), and only zones with an attachment are served
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html). A walk that did not end has no entry, and decided already.
    /// </summary>
    private void AddAcls(List<Layer> layers, SubnetEdge here, SubnetEdge there, (TransitGatewayAttachment? Out, TransitGatewayAttachment? In) mine, (TransitGatewayAttachment? Out, TransitGatewayAttachment? In) theirs)
    {
        layers.Add(here.Acl(egress: true, isReply: false).AtPeer(destination));
        layers.Add(there.Acl(egress: true, isReply: true));
        var (leave, answer) = (Entry(mine.Out, from, layers), Entry(theirs.Out, to, layers));
        var (enter, home) = (theirs.In == theirs.Out ? answer : Entry(theirs.In, to, layers), mine.In == mine.Out ? leave : Entry(mine.In, from, layers));

        // Within one transit gateway traffic stays in the zone that it comes from until it is at its destination, where the other VPC has an
        // attachment in that zone (https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html).
        enter = theirs.In?.TransitGatewayId == mine.Out?.TransitGatewayId ? Entry(theirs.In, from, [], to.VpcId) ?? enter : enter;
        home = mine.In?.TransitGatewayId == theirs.Out?.TransitGatewayId ? Entry(mine.In, to, [], from.VpcId) ?? home : home;
        if (leave is not null)
        {
            layers.Add(leave.Acl(egress: false, isReply: false));
        }

        if (answer is not null)
        {
            layers.Add(answer.Acl(egress: false, isReply: true).AtPeer(destination));
        }

        if (enter is not null && enter.SubnetId != there.SubnetId)
        {
            layers.Add(enter.Acl(egress: true, isReply: false).AtPeer(destination));
            layers.Add(there.Acl(egress: false, isReply: false));
        }

        if (home is not null && home.SubnetId != here.SubnetId)
        {
            layers.Add(home.Acl(egress: true, isReply: true));
            layers.Add(here.Acl(egress: false, isReply: true).AtPeer(destination));
        }
    }

    /// <summary>The attachment's subnet in the zone of an interface.</summary>
    private SubnetEdge? Entry(TransitGatewayAttachment? attachment, NetworkInterface item, List<Layer> layers, string? vpcId = null)
    {
        if (attachment is null)
        {
            return null;
        }

        var zone = _model.Subnet(item.SubnetId);
        if (attachment.SubnetIds is not { } subnets)
        {
            layers.Add(Layer.Unknown(LayerKind.TransitGateway, attachment.AttachmentId, $"the subnets of {attachment.AttachmentId} (describe-transit-gateway-vpc-attachments)"));
            return null;
        }

        if (subnets.Contains(item.SubnetId))
        {
            return paths.Edge(item.SubnetId, vpcId ?? item.VpcId);
        }

        var entries = subnets.Select(_model.Subnet).ToList();
        if (zone.Value?.AvailabilityZone is null || entries.Exists(static e => e.Value is null))
        {
            layers.Add(Layer.Unknown(LayerKind.TransitGateway, attachment.AttachmentId, zone.Missing ?? "describe-subnets"));
            return null;
        }

        var entry = entries.Find(e => e.Value!.AvailabilityZone == zone.Value.AvailabilityZone).Value;
        if (entry is null)
        {
            layers.Add(Layer.Fixed(LayerKind.TransitGateway, attachment.AttachmentId, passes: false, $"{attachment.AttachmentId} has no subnet in {zone.Value.AvailabilityZone}"));
            return null;
        }

        return paths.Edge(entry.SubnetId, vpcId ?? item.VpcId);
    }
}
