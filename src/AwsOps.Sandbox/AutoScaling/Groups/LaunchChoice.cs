using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>What a group launches: exactly one of the three, none for a group not made yet.</summary>
/// <param name="Template">LaunchTemplateSpecification as described: id, name, version as asked for.</param>
/// <param name="Mixed">A mixed instances policy.</param>
/// <param name="ConfigurationName">Name of a launch configuration.</param>
internal sealed record LaunchChoice(Struct? Template = null, MixedInstancesPolicy? Mixed = null, string? ConfigurationName = null)
{
    public static LaunchChoice None { get; } = new();

    public bool UsesWeights => Mixed?.Overrides.Any(static o => o.Weight is not null) == true;

    /// <summary>Units of its heaviest instance type.</summary>
    public int LargestWeight => Mixed?.Overrides.Select(static o => o.Weight ?? 1).DefaultIfEmpty(1).Max() ?? 1;

    /// <summary>The launch template, the mixed policy's included.</summary>
    public Struct? AnyTemplate => Template ?? Mixed?.LaunchTemplate;
}
