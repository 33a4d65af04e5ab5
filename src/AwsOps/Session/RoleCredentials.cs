using System.Management.Automation;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AwsOps.Common;

namespace AwsOps.Session;

/// <summary>
/// Credentials of an assumed role, taken anew before they expire by the clock that counts (a sandbox's is not the world's); a
/// session that took an MFA code ends when it expires.
/// </summary>
/// <param name="source">The connection whose credentials assume the role; it stays open behind these.</param>
/// <param name="request">What is asked of STS.</param>
internal sealed class RoleCredentials(AwsConnection source, AssumeRoleRequest request) : AWSCredentials
{
    /// <summary>How long before their end they are taken anew, so that no call is under way when they end.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ImmutableCredentials? _keys;
    private DateTime _expiration;

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_keys is null || source.UtcNow >= _expiration - Margin)
            {
                await TakeAsync().ConfigureAwait(false);
            }

            return _keys!;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TakeAsync()
    {
        if (_keys is not null && request.SerialNumber is not null)
        {
            // A code works once: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
            throw new SessionException("MfaSessionExpired", ErrorCategory.AuthenticationError, $"The session of role {request.RoleArn} has expired, and its MFA code works only once.", "Connect-AwsOps again with a new code.");
        }

        var keys = (await source.Sts.AssumeRoleAsync(request, CancellationToken.None).ConfigureAwait(false)).Credentials;
        _keys = new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken);
        _expiration = keys.Expiration ?? source.UtcNow.AddHours(1);
    }
}
