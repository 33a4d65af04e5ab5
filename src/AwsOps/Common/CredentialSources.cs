using System.Management.Automation;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace AwsOps.Common;

/// <summary>
/// Finds credentials in the order of the SDK's chain, at once: a machine outside of AWS is not made to wait for a metadata
/// service it does not have. https://docs.aws.amazon.com/sdk-for-net/v4/developer-guide/creds-assign.html
/// </summary>
internal sealed class CredentialSources(AwsOpsCmdlet cmdlet)
{
    private static readonly TimeSpan MetadataPatience = TimeSpan.FromMilliseconds(400);

    /// <summary>Credentials, where they came from, and the profile behind them.</summary>
    /// <param name="profileName">The profile asked for; null for the chain.</param>
    public (AWSCredentials Credentials, string Source, CredentialProfile? Profile) Find(string? profileName)
    {
        if (profileName is not null)
        {
            return FromProfile(profileName, "parameter -ProfileName");
        }

        var tried = new List<string> { "the session of Connect-AwsOps" };
        if (Variable("AWS_ACCESS_KEY_ID") is not null && Variable("AWS_SECRET_ACCESS_KEY") is not null)
        {
            return (new EnvironmentVariablesAWSCredentials(), "environment variable AWS_ACCESS_KEY_ID", null);
        }

        tried.Add("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        if (Variable("AWS_PROFILE") is { } named)
        {
            return FromProfile(named, "environment variable AWS_PROFILE");
        }

        tried.Add("AWS_PROFILE");
        if (Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is not null && Variable("AWS_ROLE_ARN") is not null)
        {
            return (AssumeRoleWithWebIdentityCredentials.FromEnvironmentVariables(), "web identity (AWS_WEB_IDENTITY_TOKEN_FILE)", null);
        }

        tried.Add("AWS_WEB_IDENTITY_TOKEN_FILE");
        if (SharedFiles.Open().TryGetProfile("default", out _))
        {
            return FromProfile("default", "the shared files");
        }

        tried.Add($"profile 'default' in {Files()}");
        if (Variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is not null || Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not null)
        {
            return (new GenericContainerCredentials(), "container role", null);
        }

        tried.Add("container role");
        if (!string.Equals(Variable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase) && OnEc2())
        {
            return (new InstanceProfileAWSCredentials(), "instance role (EC2 metadata)", null);
        }

        tried.Add("instance role (not on EC2)");
        throw new SessionException(
            "NoCredentials",
            ErrorCategory.AuthenticationError,
            $"No AWS credentials. Tried: {string.Join(", ", tried)}.",
            "Connect-AwsOps -ProfileName, or set AWS_PROFILE. To try things without an account: Start-AwsOpsSandbox.");
    }

    /// <summary>Names of the profiles in the shared files.</summary>
    public static IReadOnlyList<string> ProfileNames() => [.. SharedFiles.Open().ListProfiles().Select(static profile => profile.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Files() => $"{SharedFiles.Config} and {SharedFiles.Credentials}";

    private static bool OnEc2()
    {
        // EC2 says so in its firmware tables: no packet is sent on other machines.
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html
        if (OperatingSystem.IsLinux())
        {
            foreach (var (file, mark) in new[] { ("/sys/devices/virtual/dmi/id/sys_vendor", "Amazon EC2"), ("/sys/hypervisor/uuid", "ec2"), ("/sys/devices/virtual/dmi/id/board_asset_tag", "i-") })
            {
                try
                {
                    if (File.Exists(file) && File.ReadAllText(file).StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                    {
                        return true;
                    }
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // Not readable is not a yes.
                }
            }

            return false;
        }

        try
        {
            using var probe = new TcpClient();
            return probe.ConnectAsync("169.254.169.254", 80).Wait(MetadataPatience);
        }
        catch (AggregateException)
        {
            return false;
        }
    }

    private (AWSCredentials Credentials, string Source, CredentialProfile? Profile) FromProfile(string name, string chosenBy)
    {
        var chain = SharedFiles.Open();
        if (!chain.TryGetProfile(name, out var profile))
        {
            var known = ProfileNames();
            throw new SessionException(
                "UnknownProfile",
                ErrorCategory.ObjectNotFound,
                $"Profile '{name}' ({chosenBy}) is neither in {SharedFiles.Config} nor in {SharedFiles.Credentials}.",
                known.Count == 0 ? "There are no profiles there. Make one with: aws configure, or aws configure sso." : $"Profiles there: {string.Join(", ", known)}.");
        }

        if (!AWSCredentialsFactory.TryGetAWSCredentials(profile, chain, out var credentials))
        {
            throw new SessionException("IncompleteProfile", ErrorCategory.AuthenticationError, $"Profile '{name}' ({chosenBy}) has no complete credentials.", "It needs aws_access_key_id and aws_secret_access_key, role_arn with a source, sso_session or credential_process.");
        }

        if (credentials is AssumeRoleAWSCredentials role && !string.IsNullOrEmpty(role.Options.MfaSerialNumber))
        {
            role.Options.MfaTokenCodeCallback = () => MfaPrompt.Ask(cmdlet, role.Options.MfaSerialNumber);
        }

        return (credentials, $"profile '{name}' ({chosenBy})", profile);
    }
}
