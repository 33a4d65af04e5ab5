using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>An exception from VPC Block Public Access.</summary>
internal sealed class BlockPublicAccessExclusion(string id, string resourceArn, string mode, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "vpc-block-public-access-exclusion";

    public string ResourceArn { get; } = resourceArn;

    public string Mode { get; set; } = mode;

    public DateTime Created { get; } = created;

    public DateTime Updated { get; set; } = created;
}

internal sealed partial class Ec2State
{
    /// <summary><c>off</c>, <c>block-bidirectional</c> or <c>block-ingress</c>.</summary>
    public string BlockPublicAccessMode { get; set; } = "off";

    public DateTime? BlockPublicAccessUpdated { get; set; }

    public ResourceTable<BlockPublicAccessExclusion> BlockPublicAccessExclusions { get; } = new(
        "vpcbpa-exclude", "InvalidVpcBlockPublicAccessExclusionId.NotFound", "The VPC Block Public Access exclusion ID '{0}' does not exist");
}

/// <summary>VPC Block Public Access. https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html</summary>
internal static class BlockPublicAccessOperations
{
    private static readonly Filters<BlockPublicAccessExclusion> Filters = new()
    {
        { "resource-arn", static e => e.ResourceArn },
        { "internet-gateway-exclusion-mode", static e => e.Mode },
        { "state", static _ => "create-complete" },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("DescribeVpcBlockPublicAccessOptions", static (call, ec2, request) => Options(ec2));
        simulator.Op("ModifyVpcBlockPublicAccessOptions", static (call, ec2, request) =>
        {
            ec2.BlockPublicAccessMode = Check.Required(request, "InternetGatewayBlockMode");
            ec2.BlockPublicAccessUpdated = call.Now;
            return Options(ec2);
        });
        simulator.Op("CreateVpcBlockPublicAccessExclusion", Create);
        simulator.Op("DescribeVpcBlockPublicAccessExclusions", static (call, ec2, request) =>
            Describe.List(request, ec2.BlockPublicAccessExclusions, "ExclusionIds", Filters, "VpcBlockPublicAccessExclusions", e => View(e, "create-complete")));
        simulator.Op("ModifyVpcBlockPublicAccessExclusion", static (call, ec2, request) =>
        {
            var exclusion = ec2.BlockPublicAccessExclusions.Get(request.String("ExclusionId"));
            exclusion.Mode = Check.Required(request, "InternetGatewayExclusionMode");
            exclusion.Updated = call.Now;
            return new Struct { { "VpcBlockPublicAccessExclusion", View(exclusion, "update-in-progress") } };
        });
        simulator.Op("DeleteVpcBlockPublicAccessExclusion", static (call, ec2, request) =>
        {
            var exclusion = ec2.BlockPublicAccessExclusions.Get(request.String("ExclusionId"));
            ec2.BlockPublicAccessExclusions.Remove(exclusion);
            return new Struct { { "VpcBlockPublicAccessExclusion", View(exclusion, "delete-in-progress") } };
        });
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var (vpc, subnet) = (request.String("VpcId"), request.String("SubnetId"));
        if ((vpc is null) == (subnet is null))
        {
            throw new AwsError("InvalidParameterCombination", "Specify either VpcId or SubnetId, and not both.");
        }

        var resource = vpc is not null ? "vpc/" + ec2.Vpcs.Get(vpc).Id : "subnet/" + ec2.Subnets.Get(subnet).Id;
        var exclusion = new BlockPublicAccessExclusion(call.Ids.Ec2("vpcbpa-exclude"), call.Arn("ec2", resource), Check.Required(request, "InternetGatewayExclusionMode"), call.Now);
        ec2.BlockPublicAccessExclusions.Add(TagSpecifications.Tag(exclusion, request));
        return new Struct { { "VpcBlockPublicAccessExclusion", View(exclusion, "create-in-progress") } };
    }

    private static Struct Options(Ec2State ec2) => new()
    {
        {
            "VpcBlockPublicAccessOptions", new Struct
            {
                { "AwsAccountId", ec2.Scope.Account },
                { "AwsRegion", ec2.Scope.Region },
                { "State", ec2.BlockPublicAccessUpdated is null ? "default-state" : "update-complete" },
                { "InternetGatewayBlockMode", ec2.BlockPublicAccessMode },
                { "LastUpdateTimestamp", ec2.BlockPublicAccessUpdated },
                { "ManagedBy", "account" },
                { "ExclusionsAllowed", "allowed" },
            }
        },
    };

    private static Struct View(BlockPublicAccessExclusion exclusion, string state) => new()
    {
        { "ExclusionId", exclusion.Id },
        { "InternetGatewayExclusionMode", exclusion.Mode },
        { "ResourceArn", exclusion.ResourceArn },
        { "State", state },
        { "CreationTimestamp", exclusion.Created },
        { "LastUpdateTimestamp", exclusion.Updated },
        { "Tags", Render.Tags(exclusion) },
    };
}
