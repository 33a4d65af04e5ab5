using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// One side of the peering of two transit gateways, of one region or two; each side has an attachment of its own.
/// https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html
/// </summary>
internal sealed class TransitGatewayPeeringAttachment(string id, TransitGateway gateway, Scope scope, bool isRequester, DateTime created) : TransitGatewayAttachment(id, gateway, created)
{
    public override string Kind => "peering";

    public override string ResourceId => Peer.Gateway.Id;

    public override string ResourceOwnerId => Peer.Scope.Account;

    public Scope Scope { get; } = scope;

    public bool IsRequester { get; } = isRequester;

    /// <summary>The other side.</summary>
    public TransitGatewayPeeringAttachment Peer { get; set; } = null!;
}

/// <summary>Peering of transit gateways. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayPeeringAttachment.html</summary>
internal static class TransitGatewayPeeringOperations
{
    private static readonly Filters<TransitGatewayAttachment> Filters = new()
    {
        { "transit-gateway-attachment-id", static a => a.Id },
        { "transit-gateway-id", static a => a.Gateway.Id },
        { "local-owner-id", static a => a.OwnerId },
        { "remote-owner-id", static a => a.ResourceOwnerId },
        { "state", static a => a.State },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateTransitGatewayPeeringAttachment", Create);
        simulator.Op("DescribeTransitGatewayPeeringAttachments", static (call, ec2, request) => Describe.Answer(
            request,
            Describe.Select(request, ec2.TransitGatewayAttachments, "TransitGatewayAttachmentIds", Filters).OfType<TransitGatewayPeeringAttachment>(),
            "TransitGatewayPeeringAttachments",
            View));
        simulator.Op("AcceptTransitGatewayPeeringAttachment", static (call, ec2, request) =>
        {
            var side = Decide(ec2, request, "accept");
            foreach (var one in Both(side))
            {
                one.State = "pending";
                one.Table = one.Gateway.AssociationTable;
            }

            var view = View(side);
            After(side, "pending", "available");
            return new Struct { { "TransitGatewayPeeringAttachment", view } };
        });
        simulator.Op("RejectTransitGatewayPeeringAttachment", static (call, ec2, request) =>
        {
            var side = Decide(ec2, request, "reject");
            foreach (var one in Both(side))
            {
                one.State = "rejected";
                var state = one.Scope.Get<Ec2State>();
                one.Scope.Clock.After(state.Timings.TerminatedVisible, () => state.TransitGatewayAttachments.Remove(one));
            }

            return new Struct { { "TransitGatewayPeeringAttachment", View(side) } };
        });
        simulator.Op("DeleteTransitGatewayPeeringAttachment", static (call, ec2, request) =>
        {
            var side = Get(ec2, request);
            foreach (var one in Both(side))
            {
                var state = one.Scope.Get<Ec2State>();
                TransitGatewayAttachmentOperations.Untie(state, one);
                TransitGatewayOperations.Fade(state, state.TransitGatewayAttachments, one, value => one.State = value);
            }

            return new Struct { { "TransitGatewayPeeringAttachment", View(side) } };
        });
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var tags = TagSpecifications.ForOne(request, "transit-gateway-attachment");
        var gateway = TransitGatewayOperations.Available(ec2, request.String("TransitGatewayId"));
        var scope = call.Cloud.Scope(Check.Required(request, "PeerAccountId"), Check.Required(request, "PeerRegion"));
        var far = scope.Get<Ec2State>();
        var peer = TransitGatewayOperations.Available(far, request.String("PeerTransitGatewayId"));
        if (peer == gateway)
        {
            throw new AwsError("InvalidParameterValue", $"{gateway.Id} can't be peered with itself.");
        }

        if (ec2.TransitGatewayAttachments.Any(a => a.Gateway == gateway && a.ResourceId == peer.Id && !a.IsGone))
        {
            throw new AwsError("DuplicateTransitGatewayAttachment", $"{gateway.Id} has non-deleted Transit Gateway Attachments with same Transit Gateway ID.");
        }

        var mine = new TransitGatewayPeeringAttachment(call.Ids.Ec2("tgw-attach"), gateway, call.Scope, isRequester: true, call.Now);
        var theirs = new TransitGatewayPeeringAttachment(call.Ids.Ec2("tgw-attach"), peer, scope, isRequester: false, call.Now);
        (mine.Peer, theirs.Peer) = (theirs, mine);
        (mine.State, theirs.State) = ("initiatingRequest", "initiatingRequest");
        TagSpecifications.Set(mine, tags);
        ec2.TransitGatewayAttachments.Add(mine);
        far.TransitGatewayAttachments.Add(theirs);
        var view = View(mine);
        After(mine, "initiatingRequest", "pendingAcceptance");
        return new Struct { { "TransitGatewayPeeringAttachment", view } };
    }

    private static IEnumerable<TransitGatewayPeeringAttachment> Both(TransitGatewayPeeringAttachment side) => [side, side.Peer];

    private static void After(TransitGatewayPeeringAttachment side, string from, string to) => side.Scope.Clock.After(side.Scope.Get<Ec2State>().Timings.TransitGateway, () =>
    {
        foreach (var one in Both(side).Where(s => s.State == from))
        {
            one.State = to;
        }
    });

    private static TransitGatewayPeeringAttachment Get(Ec2State ec2, Struct request) => TransitGatewayAttachmentOperations.Get(ec2, request.String("TransitGatewayAttachmentId")) switch
    {
        TransitGatewayPeeringAttachment attachment => attachment,
        var other => throw new AwsError("InvalidParameterValue", $"{other.Id} is a {other.Kind} attachment, not a peering."),
    };

    /// <summary>Only the accepter decides, in its region: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering-accept-reject.html</summary>
    private static TransitGatewayPeeringAttachment Decide(Ec2State ec2, Struct request, string verb)
    {
        var side = Get(ec2, request);
        return side.IsRequester ? throw new AwsError("InvalidParameterValue", $"Cannot {verb} {side.Id} as the source of the peering request.")
            : side.State == "pendingAcceptance" ? side
            : throw new AwsError("IncorrectState", $"{side.Id} is in invalid state: {side.State}");
    }

    private static Struct View(TransitGatewayPeeringAttachment side)
    {
        var (requester, accepter) = side.IsRequester ? (side, side.Peer) : (side.Peer, side);
        return new()
        {
            { "TransitGatewayAttachmentId", side.Id },
            { "AccepterTransitGatewayAttachmentId", accepter.Id },
            { "RequesterTgwInfo", Info(requester) },
            { "AccepterTgwInfo", Info(accepter) },
            { "State", side.State },
            { "CreationTime", side.Created },
            { "Tags", Render.Tags(side) },
        };
    }

    private static Struct Info(TransitGatewayPeeringAttachment side) => new()
    {
        { "TransitGatewayId", side.Gateway.Id },
        { "OwnerId", side.Scope.Account },
        { "Region", side.Scope.Region },
    };
}
