namespace AwsOps;

/// <summary>Where cmdlets work in this runspace: account, region, and where credentials came from.</summary>
public sealed class AwsOpsSession
{
    private readonly Common.AwsConnection _connection;

    internal AwsOpsSession(Common.AwsConnection connection, string accountId, string arn)
    {
        _connection = connection;
        AccountId = accountId;
        Arn = arn;
    }

    /// <summary>Twelve-digit account id.</summary>
    public string AccountId { get; }

    /// <summary>ARN of the principal: user, role session or the account's root.</summary>
    public string Arn { get; }

    /// <summary>Region code.</summary>
    public string Region => _connection.Region;

    /// <summary>Profile behind the credentials; null when none.</summary>
    public string? ProfileName => _connection.ProfileName;

    /// <summary>Endpoint instead of AWS's own; null for AWS's own.</summary>
    public Uri? EndpointUrl => _connection.Endpoint;

    /// <summary>Where the credentials came from. Never a secret.</summary>
    public string CredentialSource => _connection.CredentialSource;

    /// <summary>Where the region came from.</summary>
    public string RegionSource => _connection.RegionSource;

    /// <summary>True when this is the embedded simulator, and no account is touched.</summary>
    public bool IsSandbox => _connection.Sandbox is not null;

    internal Common.AwsConnection Connection => _connection;
}
