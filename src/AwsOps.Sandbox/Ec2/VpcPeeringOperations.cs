using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A peering connection; both sides hold the same object.</summary>
internal sealed class VpcPeering(string id, PeeringSide requester, PeeringSide accepter, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "vpc-peering-connection";

    public PeeringSide Requester { get; } = requester;

    public PeeringSide Accepter { get; } = accepter;

    public DateTime Created { get; } = created;

    /// <summary><c>pending-acceptance</c>, <c>active</c>, <c>rejected</c>, <c>deleted</c>, <c>expired</c>.</summary>
    public string Status { get; set; } = "pending-acceptance";

    /// <summary>True when it joins the two VPCs, and now.</summary>
    public bool Joins(Vpc one, Vpc other) => Status == "active" && ((Requester.Vpc == one && Accepter.Vpc == other) || (Requester.Vpc == other && Accepter.Vpc == one));
}

/// <summary>One end of a peering connection.</summary>
internal sealed record PeeringSide(Scope Scope, Vpc Vpc);

internal sealed partial class Ec2State
{
    public ResourceTable<VpcPeering> Peerings { get; } =
        new("pcx", "InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '{0}' does not exist");
}

/// <summary>VPC peering. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html</summary>
internal static class VpcPeeringOperations
{
    private static readonly Filters<VpcPeering> Filters = new()
    {
        { "vpc-peering-connection-id", static p => p.Id },
        { "status-code", static p => p.Status },
        { "requester-vpc-info.vpc-id", static p => p.Requester.Vpc.Id },
        { "requester-vpc-info.owner-id", static p => p.Requester.Scope.Account },
        { "requester-vpc-info.cidr-block", static p => p.Requester.Vpc.CidrBlock.ToString() },
        { "accepter-vpc-info.vpc-id", static p => p.Accepter.Vpc.Id },
        { "accepter-vpc-info.owner-id", static p => p.Accepter.Scope.Account },
        { "accepter-vpc-info.cidr-block", static p => p.Accepter.Vpc.CidrBlock.ToString() },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateVpcPeeringConnection", Create);
        simulator.Op("DescribeVpcPeeringConnections", static (call, ec2, request) =>
            Describe.List(request, ec2.Peerings, "VpcPeeringConnectionIds", Filters, "VpcPeeringConnections", View));
        simulator.Op("AcceptVpcPeeringConnection", static (call, ec2, request) => new Struct { { "VpcPeeringConnection", View(Decide(call, ec2, request, "active")) } });
        simulator.Op("RejectVpcPeeringConnection", static (call, ec2, request) =>
        {
            Decide(call, ec2, request, "rejected");
            return Render.Return;
        });
        simulator.Op("DeleteVpcPeeringConnection", static (call, ec2, request) =>
        {
            ec2.Peerings.Get(request.String("VpcPeeringConnectionId")).Status = "deleted";
            return Render.Return;
        });
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        var peerScope = call.Cloud.Scope(request.String("PeerOwnerId") ?? call.Account, request.String("PeerRegion") ?? call.Region);
        var peerState = peerScope.Get<Ec2State>();
        var peer = peerState.Vpcs.Get(Check.Required(request, "PeerVpcId"));
        if (peer == vpc)
        {
            throw new AwsError("InvalidParameterValue", $"The VPC '{vpc.Id}' can't be peered with itself.");
        }

        if (vpc.CidrBlocks.Exists(a => peer.CidrBlocks.Exists(b => a.Block.Overlaps(b.Block))))
        {
            throw new AwsError("OverlappingCidrs", $"The CIDR blocks of '{vpc.Id}' and '{peer.Id}' overlap; VPCs with overlapping blocks can't be peered.");
        }

        var peering = TagSpecifications.Tag(
            new VpcPeering(call.Ids.Ec2("pcx"), new PeeringSide(call.Scope, vpc), new PeeringSide(peerScope, peer), call.Now),
            request);
        ec2.Peerings.Add(peering);
        if (peerState != ec2)
        {
            peerState.Peerings.Add(peering);
        }

        // A request that nobody accepts expires after seven days.
        // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
        call.Scope.Clock.After(TimeSpan.FromDays(7), () =>
        {
            if (peering.Status == "pending-acceptance")
            {
                peering.Status = "expired";
            }
        });
        return new Struct { { "VpcPeeringConnection", View(peering) } };
    }

    private static VpcPeering Decide(Call call, Ec2State ec2, Struct request, string status)
    {
        var peering = ec2.Peerings.Get(request.String("VpcPeeringConnectionId"));
        if (peering.Accepter.Scope.Account != call.Account || peering.Accepter.Scope.Region != call.Region)
        {
            throw new AwsError("OperationNotPermitted", $"User {call.Account} cannot accept or reject peering {peering.Id}; only the owner of the accepter VPC can, in its region.");
        }

        if (peering.Status != "pending-acceptance" && !(peering.Status == status && status == "active"))
        {
            throw new AwsError("InvalidStateTransition", $"Invalid state transition for {peering.Id}, attempted to transition from {peering.Status} to {status}");
        }

        peering.Status = status;
        return peering;
    }

    private static Struct View(VpcPeering peering) => new()
    {
        { "VpcPeeringConnectionId", peering.Id },
        { "RequesterVpcInfo", View(peering.Requester) },
        { "AccepterVpcInfo", View(peering.Accepter) },
        { "ExpirationTime", peering.Status == "pending-acceptance" ? peering.Created.AddDays(7) : null },
        {
            "Status", new Struct
            {
                { "Code", peering.Status },
                {
                    "Message", peering.Status switch
                    {
                        "pending-acceptance" => $"Pending Acceptance by {peering.Accepter.Scope.Account}",
                        "active" => "Active",
                        "rejected" => "Rejected by " + peering.Accepter.Scope.Account,
                        "expired" => "Expired",
                        _ => "Deleted by " + peering.Requester.Scope.Account,
                    }
                },
            }
        },
        { "Tags", Render.Tags(peering) },
    };

    private static Struct View(PeeringSide side) => new()
    {
        { "VpcId", side.Vpc.Id },
        { "OwnerId", side.Scope.Account },
        { "Region", side.Scope.Region },
        { "CidrBlock", side.Vpc.CidrBlock.ToString() },
        { "CidrBlockSet", side.Vpc.CidrBlocks.Select(static b => new Struct { { "CidrBlock", b.Block.ToString() } }).ToList() },
    };
}
