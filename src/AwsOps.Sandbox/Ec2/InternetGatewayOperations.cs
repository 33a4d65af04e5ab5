using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>An egress-only internet gateway (IPv6 out, nothing in).</summary>
internal sealed class EgressOnlyInternetGateway(string id, Vpc vpc) : Ec2Resource(id)
{
    public override string ResourceType => "egress-only-internet-gateway";

    public Vpc Vpc { get; } = vpc;
}

internal sealed partial class Ec2State
{
    public ResourceTable<EgressOnlyInternetGateway> EgressOnlyInternetGateways { get; } =
        new("eigw", "InvalidGatewayID.NotFound", "The gateway ID '{0}' does not exist");
}

/// <summary>Internet gateways and egress-only internet gateways.</summary>
internal static class InternetGatewayOperations
{
    private static readonly Filters<InternetGateway> Filters = new()
    {
        { "internet-gateway-id", static g => g.Id },
        { "attachment.vpc-id", static g => g.Vpc?.Id },
        { "attachment.state", static g => g.Vpc is null ? null : "available" },
    };

    private static readonly Filters<EgressOnlyInternetGateway> EgressFilters = [];

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateInternetGateway", static (call, ec2, request) =>
            new Struct { { "InternetGateway", View(ec2, ec2.InternetGateways.Add(TagSpecifications.Tag(new InternetGateway(call.Ids.Ec2("igw")), request))) } });
        simulator.Op("DescribeInternetGateways", static (call, ec2, request) =>
            Describe.List(request, ec2.InternetGateways, "InternetGatewayIds", Filters, "InternetGateways", g => View(ec2, g)));
        simulator.Op("AttachInternetGateway", Attach);
        simulator.Op("DetachInternetGateway", Detach);
        simulator.Op("DeleteInternetGateway", Delete);
        simulator.Op("CreateEgressOnlyInternetGateway", static (call, ec2, request) =>
        {
            var gateway = new EgressOnlyInternetGateway(call.Ids.Ec2("eigw"), ec2.Vpcs.Get(request.String("VpcId")));
            ec2.EgressOnlyInternetGateways.Add(TagSpecifications.Tag(gateway, request));
            return new Struct { { "EgressOnlyInternetGateway", View(gateway) }, { "ClientToken", request.String("ClientToken") } };
        });
        simulator.Op("DescribeEgressOnlyInternetGateways", static (call, ec2, request) =>
            Describe.List(request, ec2.EgressOnlyInternetGateways, "EgressOnlyInternetGatewayIds", EgressFilters, "EgressOnlyInternetGateways", View));
        simulator.Op("DeleteEgressOnlyInternetGateway", static (call, ec2, request) =>
        {
            ec2.EgressOnlyInternetGateways.Remove(ec2.EgressOnlyInternetGateways.Get(request.String("EgressOnlyInternetGatewayId")));
            return new Struct { { "ReturnCode", true } };
        });
    }

    private static Struct? Attach(Call call, Ec2State ec2, Struct request)
    {
        var gateway = ec2.InternetGateways.Get(request.String("InternetGatewayId"));
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        if (gateway.Vpc is { } other)
        {
            throw new AwsError("Resource.AlreadyAssociated", $"resource {gateway.Id} is already attached to network {other.Id}");
        }

        if (ec2.InternetGateways.Any(g => g.Vpc == vpc))
        {
            throw new AwsError("InvalidParameterValue", $"Network {vpc.Id} already has an internet gateway attached");
        }

        gateway.Vpc = vpc;
        return null;
    }

    private static Struct? Detach(Call call, Ec2State ec2, Struct request)
    {
        var gateway = ec2.InternetGateways.Get(request.String("InternetGatewayId"));
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        if (gateway.Vpc != vpc)
        {
            throw new AwsError("Gateway.NotAttached", $"resource {gateway.Id} is not attached to network {vpc.Id}");
        }

        if (ec2.NetworkInterfaces.Any(n => n.Subnet.Vpc == vpc && n.PublicIpAddress is not null))
        {
            throw new AwsError("DependencyViolation", $"Network {vpc.Id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.");
        }

        gateway.Vpc = null;
        return null;
    }

    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var gateway = ec2.InternetGateways.Get(request.String("InternetGatewayId"));
        if (gateway.Vpc is not null)
        {
            throw new AwsError("DependencyViolation", $"The internetGateway '{gateway.Id}' has dependencies and cannot be deleted.");
        }

        ec2.InternetGateways.Remove(gateway);
        return null;
    }

    private static Struct View(Ec2State ec2, InternetGateway gateway) => new()
    {
        { "InternetGatewayId", gateway.Id },
        { "OwnerId", ec2.Scope.Account },
        { "Attachments", gateway.Vpc is { } vpc ? new List<Struct> { new() { { "State", "available" }, { "VpcId", vpc.Id } } } : [] },
        { "Tags", Render.Tags(gateway) },
    };

    private static Struct View(EgressOnlyInternetGateway gateway) => new()
    {
        { "EgressOnlyInternetGatewayId", gateway.Id },
        { "Attachments", new List<Struct> { new() { { "State", "attached" }, { "VpcId", gateway.Vpc.Id } } } },
        { "Tags", Render.Tags(gateway) },
    };
}
