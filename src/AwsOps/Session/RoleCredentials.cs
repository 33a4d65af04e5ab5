using System.Management.Automation;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AwsOps.Common;

namespace AwsOps.Session;

/// <summary>Credentials of an assumed role, taken anew before they expire; a session that took an MFA code ends when it expires.</summary>
/// <param name="source">The connection whose credentials assume the role; it stays open behind these.</param>
/// <param name="request">What is asked of STS.</param>
internal sealed class RoleCredentials(AwsConnection source, AssumeRoleRequest request) : RefreshingAWSCredentials
{
    private bool _taken;

    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        if (_taken && request.SerialNumber is not null)
        {
            // A code works once: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
            throw new SessionException("MfaSessionExpired", ErrorCategory.AuthenticationError, $"The session of role {request.RoleArn} has expired, and its MFA code works only once.", "Connect-AwsOps again with a new code.");
        }

        var response = await source.Sts.AssumeRoleAsync(request, CancellationToken.None).ConfigureAwait(false);
        _taken = true;
        var keys = response.Credentials;

        // A sandbox's clock is not the world's, and its keys last as long as it runs.
        var expiration = source.Sandbox is null ? keys.Expiration ?? DateTime.UtcNow.AddHours(1) : DateTime.UtcNow.AddHours(12);
        return new CredentialsRefreshState(new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), expiration);
    }
}
