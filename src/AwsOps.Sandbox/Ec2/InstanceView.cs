using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>An instance as DescribeInstances shows it.</summary>
internal static class InstanceView
{
    public static string StateName(InstanceState state) => state switch
    {
        InstanceState.Pending => "pending",
        InstanceState.Running => "running",
        InstanceState.ShuttingDown => "shutting-down",
        InstanceState.Terminated => "terminated",
        InstanceState.Stopping => "stopping",
        _ => "stopped",
    };

    public static Struct State(InstanceState state) => new() { { "Code", (int)state }, { "Name", StateName(state) } };

    public static Struct Of(Ec2State ec2, Instance instance)
    {
        var image = ec2.GetImage(instance.ImageId);
        var type = InstanceTypes.Get(instance.InstanceType);

        // A terminated instance has no network any more.
        var isGone = instance.PrimaryInterface is null;
        return new Struct
        {
            { "InstanceId", instance.Id },
            { "ImageId", instance.ImageId },
            { "InstanceType", instance.InstanceType },
            { "State", State(instance.State) },
            { "StateTransitionReason", instance.StateTransitionReason },
            { "StateReason", instance.StateReason is { } reason ? new Struct { { "Code", reason.Code }, { "Message", reason.Message } } : null },
            { "LaunchTime", instance.LaunchTime },
            { "AmiLaunchIndex", instance.LaunchIndex },
            { "Architecture", instance.Architecture },
            { "ClientToken", instance.Spec.ClientToken ?? string.Empty },
            { "KeyName", instance.Spec.KeyName },
            { "Placement", new Struct
                {
                    { "AvailabilityZone", instance.AvailabilityZone },
                    { "AvailabilityZoneId", instance.Subnet.AvailabilityZoneId },
                    { "GroupName", string.Empty },
                    { "Tenancy", instance.Spec.Tenancy },
                }
            },
            { "Monitoring", new Struct { { "State", instance.DetailedMonitoring ? "enabled" : "disabled" } } },
            { "SubnetId", isGone ? null : instance.SubnetId },
            { "VpcId", isGone ? null : instance.VpcId },
            { "PrivateIpAddress", instance.PrivateIpAddress },
            { "PrivateDnsName", isGone ? string.Empty : NetworkInterfaceOperations.PrivateDnsName(ec2, instance.PrivateIpAddress!) },
            { "PublicIpAddress", instance.PublicIpAddress },
            { "PublicDnsName", !isGone && instance.PublicIpAddress is { } ip && instance.Subnet.Vpc.EnableDnsHostnames ? NetworkInterfaceOperations.PublicDnsName(ec2, ip) : string.Empty },
            { "SecurityGroups", Render.Groups(instance.SecurityGroups) },
            { "SourceDestCheck", isGone ? null : instance.PrimaryInterface!.SourceDestCheck },
            { "NetworkInterfaces", instance.Interfaces.OrderBy(static n => n.DeviceIndex).Select(n => Interface(ec2, n)).ToList() },
            { "BlockDeviceMappings", instance.Volumes.Select(static v => BlockDevice(v.Key, v.Value)).ToList() },
            { "RootDeviceName", image.RootDeviceName },
            { "RootDeviceType", "ebs" },
            { "EbsOptimized", instance.EbsOptimized },
            { "EnaSupport", true },
            { "Hypervisor", "xen" },
            { "VirtualizationType", "hvm" },
            { "IamInstanceProfile", Profile(instance) },
            { "InstanceLifecycle", instance.IsSpot ? "spot" : null },
            { "Platform", image.IsWindows ? "windows" : null },
            { "PlatformDetails", image.IsWindows ? "Windows" : "Linux/UNIX" },
            { "UsageOperation", image.IsWindows ? "RunInstances:0002" : "RunInstances" },
            { "CpuOptions", new Struct { { "CoreCount", type.Cores }, { "ThreadsPerCore", type.ThreadsPerCore } } },
            { "MetadataOptions", Metadata(image, instance) },
            { "BootMode", image.BootMode },
            { "HibernationOptions", new Struct { { "Configured", instance.Spec.Hibernation } } },
            { "EnclaveOptions", new Struct { { "Enabled", false } } },
            { "CapacityReservationSpecification", new Struct { { "CapacityReservationPreference", "open" } } },
            { "ProductCodes", new List<Struct>() },
            { "Tags", Render.Tags(instance) },
        };
    }

    public static Struct? Profile(Instance instance) => instance.IamInstanceProfileArn is not { } arn ? null : new Struct
    {
        { "Arn", arn },
        { "Id", "AIPA" + StableId.Of(arn).ToUpperInvariant() },
    };

    /// <summary>
    /// The defaults depend on the image: one that says v2.0 requires session tokens and allows two hops.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
    /// </summary>
    public static Struct Metadata(MachineImage image, Instance instance)
    {
        var options = new Struct
        {
            { "State", "applied" },
            { "HttpTokens", image.ImdsV2 ? "required" : "optional" },
            { "HttpPutResponseHopLimit", image.ImdsV2 ? 2 : 1 },
            { "HttpEndpoint", "enabled" },
            { "HttpProtocolIpv6", "disabled" },
            { "InstanceMetadataTags", "disabled" },
        };
        foreach (var (member, value) in instance.MetadataOptions ?? new Struct())
        {
            options[member] = value;
        }

        return options;
    }

    public static Struct BlockDevice(string device, Volume volume) => new()
    {
        { "DeviceName", device },
        {
            "Ebs", new Struct
            {
                { "VolumeId", volume.Id },
                { "Status", "attached" },
                { "AttachTime", volume.AttachTime },
                { "DeleteOnTermination", volume.DeleteOnTermination },
            }
        },
    };

    private static Struct Interface(Ec2State ec2, NetworkInterface card) => new()
    {
        { "NetworkInterfaceId", card.Id },
        { "SubnetId", card.Subnet.Id },
        { "VpcId", card.Subnet.VpcId },
        { "OwnerId", ec2.Scope.Account },
        { "Description", card.Description },
        { "InterfaceType", card.InterfaceType },
        { "MacAddress", card.MacAddress },
        { "SourceDestCheck", card.SourceDestCheck },
        { "Status", "in-use" },
        { "Groups", Render.Groups(card.Groups) },
        { "Ipv6Addresses", Ipv6Operations.AddressViews(card) },
        { "PrivateIpAddress", card.PrivateIpAddress },
        { "PrivateDnsName", NetworkInterfaceOperations.PrivateDnsName(ec2, card.PrivateIpAddress) },
        { "Association", NetworkInterfaceOperations.Association(ec2, card, ids: false) },
        {
            "PrivateIpAddresses", card.SecondaryAddresses.Prepend(card.PrivateIpAddress).Select((address, i) => new Struct
            {
                { "PrivateIpAddress", address },
                { "PrivateDnsName", NetworkInterfaceOperations.PrivateDnsName(ec2, address) },
                { "Primary", i == 0 },
                { "Association", i == 0 ? NetworkInterfaceOperations.Association(ec2, card, ids: false) : null },
            }).ToList()
        },
        {
            "Attachment", new Struct
            {
                { "AttachmentId", card.AttachmentId },
                { "AttachTime", card.AttachTime },
                { "DeleteOnTermination", card.DeleteOnTermination },
                { "DeviceIndex", card.DeviceIndex },
                { "NetworkCardIndex", 0 },
                { "Status", "attached" },
            }
        },
    };
}
