namespace AwsOps.Sandbox.Kernel;

/// <summary>Who is behind an access key. The cloud's gate is held by whoever uses it.</summary>
public sealed class CredentialStore
{
    /// <summary>Access key id of the first account's root: the one AWS's documentation uses.</summary>
    public const string RootAccessKeyId = "AKIAIOSFODNN7EXAMPLE";

    /// <summary>Its secret.</summary>
    public const string RootSecretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private readonly Dictionary<string, Credential> _credentials = new(StringComparer.Ordinal);
    private readonly SandboxCloud _cloud;

    internal CredentialStore(SandboxCloud cloud)
    {
        _cloud = cloud;
        Add(new Credential(RootAccessKeyId, RootSecretAccessKey, cloud.Root));
    }

    /// <summary>Adds or replaces credentials.</summary>
    public void Add(Credential credential) => _credentials[credential.AccessKeyId] = credential;

    /// <summary>Removes credentials.</summary>
    public void Remove(string accessKeyId) => _credentials.Remove(accessKeyId);

    /// <summary>The credentials with an access key id, or null.</summary>
    public Credential? Find(string accessKeyId) => _credentials.GetValueOrDefault(accessKeyId);

    /// <summary>Makes an access key for the root of an account, which is how a run gets into a second account.</summary>
    public Credential IssueRoot(string account)
    {
        var credential = new Credential(_cloud.Ids.Upper("AKIA", 20), _cloud.Ids.Secret(), SandboxCloud.RootOf(account));
        credential = credential with { Caller = credential.Caller with { AccessKeyId = credential.AccessKeyId } };
        Add(credential);
        return credential;
    }

    /// <summary>
    /// The caller behind a key. Keys that the sandbox didn't make are the first account's root, so that any credentials work;
    /// when IAM is enforced they are refused.
    /// </summary>
    /// <param name="accessKeyId">Access key id of the request.</param>
    /// <param name="sessionToken">Session token of the request.</param>
    /// <param name="protocol">Protocol of the service, which decides how the refusal is worded.</param>
    internal Caller Resolve(string accessKeyId, string? sessionToken, string protocol)
    {
        if (Find(accessKeyId) is not { } credential)
        {
            return _cloud.Options.EnforceIam ? throw AuthenticationErrors.UnknownKey(protocol) : _cloud.Root with { AccessKeyId = accessKeyId };
        }

        if (!credential.IsActive || credential.SessionToken != sessionToken)
        {
            throw AuthenticationErrors.UnknownKey(protocol);
        }

        return credential.Expiration <= _cloud.Clock.UtcNow ? throw AuthenticationErrors.Expired(protocol) : credential.Caller;
    }
}
