using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Load;

namespace AwsOps.Sandbox.Ec2;

/// <summary>EC2 of one account in one region. Other simulated services use it directly: <c>scope.Get&lt;Ec2State&gt;()</c>.</summary>
internal sealed partial class Ec2State
{
    public Ec2State(Scope scope)
    {
        Scope = scope;
        Zones = Ec2Regions.ZonesOf(scope.Region);
        foreach (var table in Tables)
        {
            table.OwnerId = scope.Account;
        }

        MakeDefaultVpc();
        // Running instances publish metrics, whether anybody looks or not.
        scope.Get<InstanceMetrics>();
    }

    public Scope Scope { get; }

    public Ec2Timings Timings { get; set; } = new();

    public Ec2Quotas Quotas { get; set; } = new();

    public IReadOnlyList<AvailabilityZone> Zones { get; }

    public ResourceTable<Vpc> Vpcs { get; } = new("vpc", "InvalidVpcID.NotFound", "The vpc ID '{0}' does not exist");

    public ResourceTable<Subnet> Subnets { get; } = new("subnet", "InvalidSubnetID.NotFound", "The subnet ID '{0}' does not exist");

    public ResourceTable<SecurityGroup> SecurityGroups { get; } =
        new("sg", "InvalidGroup.NotFound", "The security group '{0}' does not exist", "InvalidGroupId.Malformed");

    public ResourceTable<LaunchTemplate> LaunchTemplates { get; } =
        new("lt", "InvalidLaunchTemplateId.NotFound", "The specified launch template, with template ID {0}, does not exist.", "InvalidLaunchTemplateId.Malformed");

    public ResourceTable<Instance> Instances { get; } =
        new("i", "InvalidInstanceID.NotFound", "The instance ID '{0}' does not exist", "InvalidInstanceID.Malformed");

    public ResourceTable<NetworkInterface> NetworkInterfaces { get; } =
        new("eni", "InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '{0}' does not exist");

    public ResourceTable<ElasticAddress> Addresses { get; } =
        new("eipalloc", "InvalidAllocationID.NotFound", "The allocation ID '{0}' does not exist");

    public ResourceTable<Volume> Volumes { get; } = new("vol", "InvalidVolume.NotFound", "The volume '{0}' does not exist.");

    public ResourceTable<Snapshot> Snapshots { get; } = new("snap", "InvalidSnapshot.NotFound", "The snapshot '{0}' does not exist.");

    /// <summary>The default VPC; null once it was deleted.</summary>
    public Vpc? DefaultVpc => Vpcs.FirstOrDefault(static v => v.IsDefault);

    /// <summary>The subnet, or null.</summary>
    public Subnet? FindSubnet(string subnetId) => Subnets.TryGet(subnetId, out var subnet) ? subnet : null;

    /// <summary>The default group of a VPC.</summary>
    public SecurityGroup DefaultGroup(Vpc vpc) => SecurityGroups.First(g => g.Vpc == vpc && g.IsDefault);

    /// <summary>A zone by name, or EC2's error.</summary>
    public AvailabilityZone Zone(string name) => Zones.FirstOrDefault(z => z.Name == name)
        ?? throw new AwsError(
            "InvalidParameterValue",
            $"Value ({name}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: {string.Join(", ", Zones.Select(static z => z.Name))}.");
}
