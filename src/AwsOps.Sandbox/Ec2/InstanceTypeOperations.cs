using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Instance types and where they are offered.</summary>
internal static class InstanceTypeOperations
{
    private static readonly Filters<Item> Filters = new()
    {
        { "instance-type", static i => i.Id },
        { "current-generation", static i => i.Type.CurrentGeneration },
        { "free-tier-eligible", static i => i.Type.FreeTierEligible },
        { "bare-metal", static _ => "false" },
        { "burstable-performance-supported", static i => i.Type.Burstable },
        { "hypervisor", static i => i.Type.Hypervisor },
        { "instance-storage-supported", static i => i.Type.InstanceStorageGB is not null },
        { "processor-info.supported-architecture", static i => i.Type.Architectures },
        { "processor-info.sustained-clock-speed-in-ghz", static i => i.Type.ClockGHz?.ToString(CultureInfo.InvariantCulture) },
        { "memory-info.size-in-mib", static i => Text(i.Type.MemoryMiB) },
        { "vcpu-info.default-vcpus", static i => Text(i.Type.VCpus) },
        { "vcpu-info.default-cores", static i => Text(i.Type.Cores) },
        { "vcpu-info.default-threads-per-core", static i => Text(i.Type.ThreadsPerCore) },
        { "network-info.ena-support", static i => i.Type.Ena },
        { "network-info.network-performance", static i => i.Type.NetworkPerformance },
        { "network-info.maximum-network-interfaces", static i => Text(i.Type.MaximumInterfaces) },
        { "ebs-info.nvme-support", static i => i.Type.EbsNvme },
        { "ebs-info.ebs-optimized-support", static i => i.Type.EbsOptimizedSupport },
        { "ebs-info.encryption-support", static _ => "supported" },
        { "supported-root-device-type", static i => RootDevices(i.Type) },
        { "supported-usage-class", static _ => (string[])["on-demand", "spot"] },
        { "supported-virtualization-type", static _ => "hvm" },
    };

    private static readonly Filters<Offering> OfferingFilters = new()
    {
        { "instance-type", static o => o.InstanceType },
        { "location", static o => o.Location },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("DescribeInstanceTypes", List);
        simulator.Op("DescribeInstanceTypeOfferings", Offerings);
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var names = request.Strings("InstanceTypes");
        var unknown = names.Where(static n => InstanceTypes.Find(n) is null).ToList();
        if (unknown.Count > 0)
        {
            throw new AwsError("InvalidInstanceType", $"The following supplied instance types do not exist: [{string.Join(", ", unknown)}]");
        }

        var types = names.Count == 0 ? InstanceTypes.All : names.Distinct(StringComparer.Ordinal).Select(InstanceTypes.Get);
        return Describe.Answer(request, Filters.Apply(request, types.Select(static t => new Item(t))), "InstanceTypes", static i => View(i.Type), maximum: 100);
    }

    /// <summary>Every type is offered in every zone but the previous generations, which newer zones never had.</summary>
    private static Struct Offerings(Call call, Ec2State ec2, Struct request)
    {
        var locationType = request.String("LocationType") ?? "region";
        IEnumerable<Offering> all = locationType switch
        {
            "region" => InstanceTypes.All.Select(t => new Offering(t.Name, call.Region)),
            "availability-zone" => InstanceTypes.All.SelectMany(t => ec2.ZonesOffering(t).Select(z => new Offering(t.Name, z.Name))),
            "availability-zone-id" => InstanceTypes.All.SelectMany(t => ec2.ZonesOffering(t).Select(z => new Offering(t.Name, z.Id))),
            _ => [],
        };
        return Describe.Answer(request, OfferingFilters.Apply(request, all), "InstanceTypeOfferings", o => new Struct
        {
            { "InstanceType", o.InstanceType },
            { "LocationType", locationType },
            { "Location", o.Location },
        });
    }

    private static string[] RootDevices(InstanceTypeInfo type) => type is { Hypervisor: "xen", InstanceStorageGB: not null } ? ["ebs", "instance-store"] : ["ebs"];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Struct View(InstanceTypeInfo type) => new()
    {
        { "InstanceType", type.Name },
        { "CurrentGeneration", type.CurrentGeneration },
        { "FreeTierEligible", type.FreeTierEligible },
        { "SupportedUsageClasses", new List<string> { "on-demand", "spot" } },
        { "SupportedRootDeviceTypes", RootDevices(type) },
        { "SupportedVirtualizationTypes", new List<string> { "hvm" } },
        { "BareMetal", false },
        { "Hypervisor", type.Hypervisor },
        {
            "ProcessorInfo", new Struct
            {
                { "SupportedArchitectures", type.Architectures },
                { "SustainedClockSpeedInGhz", type.ClockGHz },
                { "Manufacturer", type.Manufacturer },
            }
        },
        {
            "VCpuInfo", new Struct
            {
                { "DefaultVCpus", type.VCpus },
                { "DefaultCores", type.Cores },
                { "DefaultThreadsPerCore", type.ThreadsPerCore },
            }
        },
        { "MemoryInfo", new Struct { { "SizeInMiB", type.MemoryMiB } } },
        { "InstanceStorageSupported", type.InstanceStorageGB is not null },
        { "InstanceStorageInfo", type.InstanceStorageGB is null ? null : new Struct { { "TotalSizeInGB", type.InstanceStorageGB } } },
        { "EbsInfo", EbsInfo(type) },
        {
            "NetworkInfo", new Struct
            {
                { "NetworkPerformance", type.NetworkPerformance },
                { "MaximumNetworkInterfaces", type.MaximumInterfaces },
                { "MaximumNetworkCards", 1 },
                { "DefaultNetworkCardIndex", 0 },
                { "Ipv4AddressesPerInterface", type.Ipv4PerInterface },
                { "Ipv6AddressesPerInterface", type.Ipv4PerInterface },
                { "Ipv6Supported", true },
                { "EnaSupport", type.Ena },
            }
        },
        { "HibernationSupported", Hibernation.IsSupported(type) },
        { "BurstablePerformanceSupported", type.Burstable },
    };

    private static Struct EbsInfo(InstanceTypeInfo type) => new()
    {
        { "EbsOptimizedSupport", type.EbsOptimizedSupport },
        { "EncryptionSupport", "supported" },
        { "NvmeSupport", type.EbsNvme },
        {
            "EbsOptimizedInfo", type.EbsBaselineMbps is null ? null : new Struct
            {
                { "BaselineBandwidthInMbps", type.EbsBaselineMbps },
                { "BaselineThroughputInMBps", type.EbsBaselineMbps / 8.0 },
                { "BaselineIops", type.EbsBaselineIops },
                { "MaximumBandwidthInMbps", type.EbsMaximumMbps },
                { "MaximumThroughputInMBps", type.EbsMaximumMbps / 8.0 },
                { "MaximumIops", type.EbsMaximumIops },
            }
        },
    };

    private sealed class Item(InstanceTypeInfo type) : Ec2Resource(type.Name)
    {
        public override string ResourceType => "instance-type";

        public InstanceTypeInfo Type => type;
    }

    private sealed class Offering(string type, string location) : Ec2Resource(type + "/" + location)
    {
        public override string ResourceType => "instance-type-offering";

        public string InstanceType => type;

        public string Location => location;
    }
}

internal sealed partial class Ec2State
{
    /// <summary>
    /// The zones that have a type. Old types are missing in the region's last zone, as AWS's newer zones lack them, so that
    /// "not offered here" can be met in the sandbox.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-discovery.html
    /// </summary>
    public IEnumerable<AvailabilityZone> ZonesOffering(InstanceTypeInfo type) =>
        type.Hypervisor == "xen" && !type.Burstable ? Zones.Take(Zones.Count - 1) : Zones;
}
