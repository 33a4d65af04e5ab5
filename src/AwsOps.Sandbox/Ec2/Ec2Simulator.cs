using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Amazon EC2. The operations are in one class for each family of resources.</summary>
internal sealed class Ec2Simulator : ServiceSimulator
{
    public Ec2Simulator()
        : base("ec2")
    {
        RegionOperations.Register(this);
        VpcOperations.Register(this);
        SubnetOperations.Register(this);
        RouteTableOperations.Register(this);
        InternetGatewayOperations.Register(this);
        NatGatewayOperations.Register(this);
        VpcEndpointOperations.Register(this);
        VpcPeeringOperations.Register(this);
        TransitGatewayOperations.Register(this);
        TransitGatewayAttachmentOperations.Register(this);
        TransitGatewayRouteTableOperations.Register(this);
        TransitGatewayRouteOperations.Register(this);
        TransitGatewayPeeringOperations.Register(this);
        TransitGatewayPrefixListOperations.Register(this);
        CustomerGatewayOperations.Register(this);
        VpnConnectionOperations.Register(this);
        PrefixListOperations.Register(this);
        BlockPublicAccessOperations.Register(this);
        NetworkAclOperations.Register(this);
        SecurityGroupOperations.Register(this);
        SecurityGroupRuleOperations.Register(this);
        NetworkInterfaceOperations.Register(this);
        Ipv6Operations.Register(this);
        AddressOperations.Register(this);
        FlowLogOperations.Register(this);
        ImageOperations.Register(this);
        InstanceTypeOperations.Register(this);
        SpotPriceOperations.Register(this);
        KeyPairOperations.Register(this);
        LaunchTemplateOperations.Register(this);
        LaunchTemplateVersionOperations.Register(this);
        InstanceOperations.Register(this);
        InstanceStateOperations.Register(this);
        InstanceStatusOperations.Register(this);
        InstanceAttributeOperations.Register(this);
        InstanceCreditOperations.Register(this);
        VolumeOperations.Register(this);
        SnapshotOperations.Register(this);
        EbsEncryptionOperations.Register(this);
        TagOperations.Register(this);
    }

    /// <summary>
    /// Registers an operation. With <c>DryRun</c> it ends, after <paramref name="check"/>, in the error that says it would have worked.
    /// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
    /// </summary>
    public void Op(string operation, Func<Call, Ec2State, Struct, Struct?> handler, Action<Call, Ec2State, Struct>? check = null) =>
        On(operation, (call, request) =>
        {
            var state = call.Scope.Get<Ec2State>();
            check?.Invoke(call, state, request);
            return request.Bool("DryRun") == true
                ? throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)
                : handler(call, state, request);
        });
}
