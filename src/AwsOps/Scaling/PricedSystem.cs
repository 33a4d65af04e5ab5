namespace AwsOps.Scaling;

/// <summary>
/// An operating system as those who bill it call it:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html
/// </summary>
/// <param name="Name">In the price list.</param>
/// <param name="Platform">In an image's platform details and in Spot's product descriptions.</param>
/// <param name="Operation">The usage operation.</param>
internal sealed record PricedSystem(string Name, string Platform, string Operation)
{
    /// <summary>Linux without a licence.</summary>
    public static PricedSystem Linux { get; } = new("Linux", "Linux/UNIX", "RunInstances");

    /// <summary>Those that both lists have.</summary>
    public static IReadOnlyList<PricedSystem> All { get; } = [Linux, new("Windows", "Windows", "RunInstances:0002"), new("RHEL", "Red Hat Enterprise Linux", "RunInstances:0010"), new("SUSE", "SUSE Linux", "RunInstances:000g")];

    /// <summary>The system of a name.</summary>
    public static PricedSystem Named(string name) => All.First(system => system.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The system of an image's platform details; null for one with further licences, such as SQL Server.</summary>
    public static PricedSystem? OfPlatform(string? platform) => All.FirstOrDefault(system => system.Platform == platform);
}
