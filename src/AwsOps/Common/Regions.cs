using System.Management.Automation;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime.CredentialManagement;

namespace AwsOps.Common;

/// <summary>Finds the region to work in, and checks that it is one.</summary>
internal static partial class Regions
{
    private static readonly string[] Variables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    /// <summary>Region codes the SDK knows, of the partitions that accounts can be in.</summary>
    public static IEnumerable<string> Known => RegionEndpoint.EnumerableAllRegions.Select(static region => region.SystemName).Order(StringComparer.Ordinal);

    /// <summary>The region asked for, else the profile's, else the environment's. Fails at once, naming what was tried, when there is none.</summary>
    /// <param name="region">The -Region parameter; null when not given.</param>
    /// <param name="profile">The profile in use; null when none.</param>
    /// <param name="named">True when the profile was asked for, so that no session was.</param>
    /// <param name="customEndpoint">With an endpoint of one's own any well-formed name will do.</param>
    public static (string Region, string Source) Find(string? region, CredentialProfile? profile, bool named, bool customEndpoint)
    {
        if (region is not null)
        {
            return (Check(region, "-Region", customEndpoint), "parameter -Region");
        }

        // The environment stands above the shared files, as in every SDK and the AWS CLI.
        // https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
        foreach (var variable in Variables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return (Check(value, variable, customEndpoint), $"environment variable {variable}");
            }
        }

        if (profile?.Region is { } own)
        {
            return (Check(own.SystemName, $"profile '{profile.Name}'", customEndpoint), $"profile '{profile.Name}'");
        }

        throw new SessionException(
            "NoRegion",
            ErrorCategory.InvalidArgument,
            $"No region to work in. Tried: parameter -Region, {(named ? string.Empty : "the session of Connect-AwsOps, ")}{string.Join(", ", Variables)}, {(profile is null ? "a profile (none in use)" : $"profile '{profile.Name}' (has no region)")}.",
            "Give -Region, for example -Region eu-west-1, or Connect-AwsOps -Region.");
    }

    /// <summary>The region when it is one, else an error that names the nearest.</summary>
    public static string Check(string region, string source, bool customEndpoint)
    {
        var name = region.Trim().ToLowerInvariant();
        if (Known.Contains(name, StringComparer.Ordinal) || (customEndpoint && WellFormed().IsMatch(name)))
        {
            return name;
        }

        throw new SessionException("UnknownRegion", ErrorCategory.InvalidArgument, $"{source}: '{region}' is not an AWS region.", $"Near it: {string.Join(", ", Near.Of(name, Known, 3))}.");
    }

    [GeneratedRegex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex WellFormed();
}
