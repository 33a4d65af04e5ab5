using System.Management.Automation;
using AwsOps.Session;

namespace AwsOps.Common;

/// <summary>
/// Decides where a cmdlet's calls go: explicit parameters, else the session of Connect-AwsOps, else the SDK's chain.
/// What is named and does not exist is an error, never a fall through to another account.
/// </summary>
internal sealed class ConnectionResolver : IDisposable
{
    private readonly Dictionary<(string? Profile, string? Endpoint), AwsConnection> _made = [];

    /// <summary>The connection for the parameters bound now.</summary>
    public AwsConnection Resolve(AwsCmdlet cmdlet)
    {
        var connection = Resolve(cmdlet.ProfileName, cmdlet.Region, cmdlet.EndpointUrl, new CredentialSources(cmdlet));
        cmdlet.OnPipeline(() => cmdlet.WriteDebug($"Credentials: {connection.CredentialSource}. Region {connection.Region}: {connection.RegionSource}.{(connection.Endpoint is { } url ? $" Endpoint {url}." : string.Empty)}"));
        return connection;
    }

    /// <summary>The connection for given parameters.</summary>
    public AwsConnection Resolve(string? profileName, string? region, Uri? endpoint, CredentialSources sources)
    {
        if (SessionStore.Current is { } session && profileName is null && endpoint is null)
        {
            return region is null ? session : session.In(Regions.Check(region, "-Region", session.Endpoint is not null), "parameter -Region");
        }

        if (SessionStore.Current?.Sandbox is not null)
        {
            var parameter = profileName is null ? $"-EndpointUrl {endpoint}" : $"-ProfileName {profileName}";
            throw new SessionException("SandboxIsActive", ErrorCategory.InvalidOperation, $"{parameter}: this session works on the sandbox, and a rehearsal never reaches an account. Nothing was done.", "End the rehearsal with Stop-AwsOpsSandbox first.");
        }

        if (endpoint is { IsAbsoluteUri: false } || (endpoint is not null && endpoint.Scheme is not ("http" or "https")))
        {
            throw new SessionException("InvalidEndpointUrl", ErrorCategory.InvalidArgument, $"-EndpointUrl '{endpoint}' is not an absolute http or https URL.", "For example: -EndpointUrl http://127.0.0.1:5000");
        }

        var key = (profileName, endpoint?.ToString());
        if (!_made.TryGetValue(key, out var made))
        {
            var (credentials, source, profile) = profileName is null && SessionStore.Current is { } current
                ? (current.Credentials, current.CredentialSource, null)
                : sources.Find(profileName);
            var (home, regionSource) = Regions.Find(region, profile, endpoint is not null);
            _made.Add(key, made = new AwsConnection(credentials, home, source, regionSource, profile?.Name, endpoint));
        }

        return region is null ? made : made.In(Regions.Check(region, "-Region", endpoint is not null), "parameter -Region");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _made.Values)
        {
            connection.Dispose();
        }
    }
}
