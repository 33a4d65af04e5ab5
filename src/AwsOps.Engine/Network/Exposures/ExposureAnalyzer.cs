namespace AwsOps.Engine.Network;

/// <summary>
/// Says what the rules of security groups let in from a set of addresses. The answer depends on what the rules mean
/// together, not on how they are written: 0.0.0.0/1 with 128.0.0.0/1 is the world, and 22 next to 23 is 22-23.
/// </summary>
public static class ExposureAnalyzer
{
    /// <summary>The exposures of groups, each group judged by itself; the most severe first.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="options">What to ask; the internet and all services by default.</param>
    /// <exception cref="FormatException">A rule cannot be; the message names the group and the rule.</exception>
    public static IReadOnlyList<Exposure> Analyze(IEnumerable<SecurityGroup> groups, ExposureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        options ??= new();
        var exposures = new GroupExposures(new(options));
        List<Exposure> found = [];
        foreach (var group in groups)
        {
            exposures.Add(group, found);
        }

        // Exposures of equal severity stay in the order of the groups and of the services.
        List<Exposure> result = new(found.Count);
        for (var severity = Severity.Critical; severity >= Severity.Informational; severity--)
        {
            foreach (var exposure in found)
            {
                if (exposure.Severity == severity)
                {
                    result.Add(exposure);
                }
            }
        }

        return result;
    }

    /// <summary>The exposures of one group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="options">What to ask; the internet and all services by default.</param>
    public static IReadOnlyList<Exposure> Analyze(SecurityGroup group, ExposureOptions? options = null) => Analyze([group], options);
}
