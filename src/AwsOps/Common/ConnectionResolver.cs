using System.Management.Automation;
using Amazon.Runtime.CredentialManagement;
using AwsOps.Session;

namespace AwsOps.Common;

/// <summary>
/// Decides where a cmdlet's calls go: explicit parameters, else the session of Connect-AwsOps, else the SDK's chain.
/// What is named and does not exist is an error, never a fall through to another account.
/// </summary>
internal sealed class ConnectionResolver : IDisposable
{
    private readonly Dictionary<(string? Profile, string? Endpoint), (AwsConnection Connection, CredentialProfile? Profile)> _made = [];

    /// <summary>The connection for the parameters bound now.</summary>
    public AwsConnection Resolve(AwsCmdlet cmdlet)
    {
        var connection = Resolve(cmdlet.ProfileName, cmdlet.Region, cmdlet.EndpointUrl, new CredentialSources(cmdlet));
        Tell(cmdlet, connection);
        return connection;
    }

    /// <summary>The connection for given parameters.</summary>
    public AwsConnection Resolve(string? profileName, string? region, Uri? endpoint, CredentialSources sources)
    {
        // A profile is another identity; only without one the session's stays.
        var session = profileName is null ? SessionStore.Current : null;
        if (session is not null && endpoint is null)
        {
            return region is null ? session : session.In(Regions.Check(region, "-Region", session.HasOwnEndpoint), "parameter -Region");
        }

        if (SessionStore.Current?.Sandbox is not null)
        {
            var parameter = profileName is null ? $"-EndpointUrl {endpoint}" : $"-ProfileName {profileName}";
            throw new SessionException("SandboxIsActive", ErrorCategory.InvalidOperation, $"{parameter}: this session works on the sandbox, and a rehearsal never reaches an account. Nothing was done.", "End the rehearsal with Stop-AwsOpsSandbox first.");
        }

        var custom = Endpoints.Check(endpoint);
        var key = (profileName, endpoint?.ToString());
        var known = _made.TryGetValue(key, out var made);
        var (credentials, source, profile) = known ? (made.Connection.Credentials, made.Connection.CredentialSource, made.Profile)
            : session is not null ? (session.Credentials, session.CredentialSource, null)
            : sources.Find(profileName);
        var (place, placeSource) = session is not null && region is null ? (session.Region, session.RegionSource) : Regions.Find(region, profile, profileName is not null, custom);
        if (known)
        {
            return made.Connection.In(place, placeSource);
        }

        var connection = new AwsConnection(credentials, place, source, placeSource, profile?.Name, endpoint);
        _made.Add(key, (connection, profile));
        return connection;
    }

    /// <summary>Says under -Debug which sources won.</summary>
    public static void Tell(AwsOpsCmdlet cmdlet, AwsConnection connection)
    {
        var endpoint = connection.Sandbox is not null ? null
            : connection.Endpoint is { } given ? $" Endpoint {given}: parameter -EndpointUrl."
            : Endpoints.FromEnvironment is { } url ? $" Endpoint {url}: environment variable {Endpoints.Variable}."
            : null;
        cmdlet.OnPipeline(() => cmdlet.WriteDebug($"Credentials: {connection.CredentialSource}. Region {connection.Region}: {connection.RegionSource}.{endpoint}"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (connection, _) in _made.Values)
        {
            connection.Dispose();
        }
    }
}
