using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>The instance types this cloud offers, read from a committed table.</summary>
internal static class InstanceTypes
{
    private static readonly Lazy<Dictionary<string, InstanceTypeInfo>> Table = new(Read);

    public static IReadOnlyCollection<InstanceTypeInfo> All => Table.Value.Values;

    public static InstanceTypeInfo? Find(string name) => Table.Value.GetValueOrDefault(name);

    /// <summary>The type, or RunInstances' error.</summary>
    public static InstanceTypeInfo Get(string name) =>
        Find(name) ?? throw new AwsError("InvalidParameterValue", $"Invalid value '{name}' for InstanceType.");

    private static Dictionary<string, InstanceTypeInfo> Read()
    {
        using var stream = typeof(InstanceTypes).Assembly.GetManifestResourceStream("Ec2/instance-types.tsv")!;
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, InstanceTypeInfo>(StringComparer.Ordinal);
        string[]? header = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var cells = line.Split('\t');
            if (header is null)
            {
                header = cells;
                continue;
            }

            var row = header.Zip(cells).Where(static c => c.Second != "-").ToDictionary(static c => c.First, static c => c.Second, StringComparer.Ordinal);
            int? Number(string column) => row.TryGetValue(column, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
            var architectures = row["Arch"].Split(',');
            types.Add(row["InstanceType"], new InstanceTypeInfo
            {
                Name = row["InstanceType"],
                CurrentGeneration = row["CurrentGeneration"] == "yes",
                FreeTierEligible = row["FreeTier"] == "yes",
                Hypervisor = row["Hypervisor"],
                Architectures = architectures,
                ClockGHz = row.TryGetValue("Clock", out var clock) ? double.Parse(clock, CultureInfo.InvariantCulture) : null,
                Manufacturer = row["Manufacturer"],
                VCpus = Number("VCpus")!.Value,
                Cores = Number("Cores")!.Value,
                ThreadsPerCore = Number("Threads")!.Value,
                MemoryMiB = Number("MemoryMiB")!.Value,
                InstanceStorageGB = Number("StorageGB"),
                EbsOptimizedSupport = row["EbsOptimized"],
                EbsBaselineMbps = Number("EbsBaselineMbps"),
                EbsMaximumMbps = Number("EbsMaximumMbps"),
                EbsBaselineIops = Number("EbsBaselineIops"),
                EbsMaximumIops = Number("EbsMaximumIops"),
                EbsNvme = row["EbsNvme"],
                NetworkPerformance = row["Network"],
                MaximumInterfaces = Number("Enis")!.Value,
                Ipv4PerInterface = Number("Ipv4PerEni")!.Value,
                Ena = row["Ena"],
                Burstable = row["Burstable"] == "yes",
            });
        }

        return types;
    }
}

/// <summary>What EC2 says of an instance type.</summary>
internal sealed record InstanceTypeInfo
{
    public required string Name { get; init; }

    public required bool CurrentGeneration { get; init; }

    public required bool FreeTierEligible { get; init; }

    /// <summary><c>nitro</c> or <c>xen</c>.</summary>
    public required string Hypervisor { get; init; }

    public required IReadOnlyList<string> Architectures { get; init; }

    /// <summary>The 64-bit one.</summary>
    public string Architecture => Architectures[^1];

    public required double? ClockGHz { get; init; }

    public required string Manufacturer { get; init; }

    public required int VCpus { get; init; }

    public required int Cores { get; init; }

    public required int ThreadsPerCore { get; init; }

    public required int MemoryMiB { get; init; }

    public required int? InstanceStorageGB { get; init; }

    public required string EbsOptimizedSupport { get; init; }

    public required int? EbsBaselineMbps { get; init; }

    public required int? EbsMaximumMbps { get; init; }

    public required int? EbsBaselineIops { get; init; }

    public required int? EbsMaximumIops { get; init; }

    public required string EbsNvme { get; init; }

    public required string NetworkPerformance { get; init; }

    public required int MaximumInterfaces { get; init; }

    public required int Ipv4PerInterface { get; init; }

    /// <summary><c>required</c>, <c>supported</c> or <c>unsupported</c>.</summary>
    public required string Ena { get; init; }

    public required bool Burstable { get; init; }
}
