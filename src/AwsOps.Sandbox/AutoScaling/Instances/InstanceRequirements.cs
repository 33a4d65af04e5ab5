using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>
/// Attribute-based choice of instance types, by vCPUs, memory, manufacturer, generation and names.
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRequirements.html
/// </summary>
internal static class InstanceRequirements
{
    /// <summary>Types that fit, the smallest first.</summary>
    public static IEnumerable<InstanceTypeInfo> Matching(Struct requirements)
    {
        var allowed = requirements.Strings("AllowedInstanceTypes");
        var excluded = requirements.Strings("ExcludedInstanceTypes");
        var makers = requirements.Strings("CpuManufacturers");
        var generations = requirements.Strings("InstanceGenerations");
        return InstanceTypes.All
            .Where(t => Within(requirements.Child("VCpuCount"), t.VCpus)
                && Within(requirements.Child("MemoryMiB"), t.MemoryMiB)
                && Within(requirements.Child("MemoryGiBPerVCpu"), t.MemoryMiB / 1024.0 / t.VCpus)
                && (allowed.Count == 0 || allowed.Any(p => Like(p, t.Name)))
                && !excluded.Any(p => Like(p, t.Name))
                && (makers.Count == 0 || makers.Contains(Maker(t)))
                && (generations.Count == 0 || generations.Contains(t.CurrentGeneration ? "current" : "previous"))
                // Both are excluded unless asked for.
                && Wanted(requirements.String("BurstablePerformance"), t.Burstable)
                && Wanted(requirements.String("BareMetal"), t.Name.Contains(".metal", StringComparison.Ordinal)))
            .OrderBy(static t => t.VCpus).ThenBy(static t => t.MemoryMiB).ThenBy(static t => t.Name, StringComparer.Ordinal);
    }

    private static bool Within(Struct? range, double value) =>
        range is null || (value >= (range.Double("Min") ?? 0) && value <= (range.Double("Max") ?? double.MaxValue));

    private static bool Wanted(string? rule, bool has) => rule switch
    {
        "included" => true,
        "required" => has,
        _ => !has,
    };

    private static string Maker(InstanceTypeInfo type) => type.Manufacturer switch
    {
        "Intel" => "intel",
        "AMD" => "amd",
        "AWS" => "amazon-web-services",
        var other => other.ToLowerInvariant(),
    };

    private static bool Like(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
