using System.Management.Automation;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>The OIDC providers that an account knows: without one of them no token is accepted, whatever a role trusts.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html</remarks>
internal sealed class OidcProviders(AwsConnection aws, IChanges changes)
{
    /// <summary>ARNs of all providers.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(AwsConnection aws, CancellationToken stop) =>
        [.. ((await aws.Iam.ListOpenIDConnectProvidersAsync(new ListOpenIDConnectProvidersRequest(), stop)).OpenIDConnectProviderList ?? []).Select(static provider => provider.Arn)];

    /// <summary>Sees to it that the account knows a provider with an audience; an error where it does not and may not be told.</summary>
    /// <param name="arn">ARN of the provider.</param>
    /// <param name="audience">The audience.</param>
    /// <param name="create">Make the provider, or add the audience, where it lacks.</param>
    /// <param name="rollback">Remembers what was made.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task EnsureAsync(string arn, string audience, bool create, Rollback rollback, CancellationToken stop)
    {
        List<string>? audiences;
        try
        {
            audiences = (await aws.Iam.GetOpenIDConnectProviderAsync(new GetOpenIDConnectProviderRequest { OpenIDConnectProviderArn = arn }, stop)).ClientIDList ?? [];
        }
        catch (NoSuchEntityException)
        {
            audiences = null;
        }

        var target = $"OIDC provider {arn[(arn.IndexOf('/') + 1)..]}";
        if (audiences?.Contains(audience, StringComparer.Ordinal) == true)
        {
            return;
        }

        if (!create)
        {
            throw audiences is null
                ? AwsOpsException.NotFound("OIDC provider", arn, aws.Where, "-CreateOidcProvider makes it; until then no token of it is accepted.")
                : new AwsOpsException("OidcAudienceUnknown", ErrorCategory.InvalidArgument, $"-OidcAudience '{audience}': {target} knows {string.Join(", ", audiences)}.", "-CreateOidcProvider adds the audience; until then no token for it is accepted.");
        }

        if (audiences is null)
        {
            if (await changes.ApplyAsync(new Change($"Create, for audience {audience}", target), cancel => aws.Iam.CreateOpenIDConnectProviderAsync(new CreateOpenIDConnectProviderRequest { Url = "https://" + arn[(arn.IndexOf('/') + 1)..], ClientIDList = [audience] }, cancel)))
            {
                rollback.Made(target, cancel => aws.Iam.DeleteOpenIDConnectProviderAsync(new DeleteOpenIDConnectProviderRequest { OpenIDConnectProviderArn = arn }, cancel));
            }
        }
        else if (await changes.ApplyAsync(new Change($"Add audience {audience}", target), cancel => aws.Iam.AddClientIDToOpenIDConnectProviderAsync(new AddClientIDToOpenIDConnectProviderRequest { OpenIDConnectProviderArn = arn, ClientID = audience }, cancel)))
        {
            rollback.Made($"audience {audience} of {target}", cancel => aws.Iam.RemoveClientIDFromOpenIDConnectProviderAsync(new RemoveClientIDFromOpenIDConnectProviderRequest { OpenIDConnectProviderArn = arn, ClientID = audience }, cancel));
        }
    }
}
