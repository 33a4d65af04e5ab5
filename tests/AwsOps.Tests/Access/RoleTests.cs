using System.Text.Json;

namespace AwsOps.Tests.Access;

public sealed class RoleTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1")
{
    [Fact]
    public void A_GitHub_role_names_audience_and_subject()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub
        var role = One("New-AccessRole deploy -OidcProvider token.actions.githubusercontent.com -CreateOidcProvider -OidcSubject 'repo:shop/web:ref:refs/heads/main' -MaxSessionSeconds 7200");
        Assert.Equal(7200, role.Get<int>("MaxSessionSeconds"));
        using var trust = JsonDocument.Parse(role.Text("TrustPolicy")!);
        var statement = trust.RootElement.GetProperty("Statement")[0];
        Assert.Equal("sts:AssumeRoleWithWebIdentity", statement.GetProperty("Action").GetString());
        Assert.Equal("arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", statement.GetProperty("Principal").GetProperty("Federated").GetString());
        var equals = statement.GetProperty("Condition").GetProperty("StringEquals");
        Assert.Equal("sts.amazonaws.com", equals.GetProperty("token.actions.githubusercontent.com:aud").GetString());
        Assert.Equal("repo:shop/web:ref:refs/heads/main", equals.GetProperty("token.actions.githubusercontent.com:sub").GetString());
    }

    [Theory]
    [InlineData("-OidcProvider token.actions.githubusercontent.com")]
    [InlineData("-OidcProvider token.actions.githubusercontent.com -OidcSubject '*'")]
    [InlineData("-OidcProvider token.actions.githubusercontent.com -OidcSubject 'repo:*'")]
    [InlineData("-OidcProvider https://gitlab.com -OidcSubject 'project_path:*:ref_type:branch:ref:main'")]
    [InlineData("-OidcProvider arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com -OidcSubject 'repo:shop/*', '*'")]
    public void A_provider_of_everybody_s_is_refused_without_a_subject_that_tells_strangers_apart(string parameters)
    {
        var error = Fails("InvalidOidcSubject", $"New-AccessRole deploy {parameters} -CreateOidcProvider");
        Assert.Contains("e.g. ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Ok("Get-SandboxEvent | Where-Object ReadOnly -eq $false"));
    }

    [Fact]
    public void A_cluster_s_own_provider_needs_no_subject_pattern()
    {
        var role = One("New-AccessRole pods -OidcProvider https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF -CreateOidcProvider -OidcSubject 'system:serviceaccount:shop:web-*'");
        Assert.Contains("\"StringLike\":{\"oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF:sub\":\"system:serviceaccount:shop:web-*\"}", role.Text("TrustPolicy"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_provider_or_audience_is_an_error_until_it_is_to_be_made()
    {
        const string Subject = "-OidcSubject 'project_path:shop/web:*'";
        Fails("OIDCProviderNotFound", $"New-AccessRole deploy -OidcProvider gitlab.com {Subject}");
        Ok($"$null = New-AccessRole deploy -OidcProvider gitlab.com {Subject} -CreateOidcProvider");
        Ok($"$null = New-AccessRole deploy2 -OidcProvider gitlab.com {Subject}");
        Fails("OidcAudienceUnknown", $"New-AccessRole deploy3 -OidcProvider gitlab.com {Subject} -OidcAudience shop");
        Ok($"$null = New-AccessRole deploy3 -OidcProvider gitlab.com {Subject} -OidcAudience shop -CreateOidcProvider");
    }

    [Fact]
    public void A_provider_made_for_a_role_that_fails_is_removed_again()
    {
        Ok("Add-SandboxFault AccessDenied -Operation CreateRole");
        Fails("AccessDenied", "New-AccessRole deploy -OidcProvider gitlab.com -OidcSubject 'project_path:shop/web:*' -CreateOidcProvider");
        Assert.Contains(Ok("Get-SandboxEvent"), static call => call.Text("EventName") == "DeleteOpenIDConnectProvider");
        Fails("OIDCProviderNotFound", "New-AccessRole deploy -OidcProvider gitlab.com -OidcSubject 'project_path:shop/web:*'");
    }

    [Fact]
    public void Accounts_can_be_asked_for_an_external_id_and_for_MFA()
    {
        var trust = One("New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7 -RequireMfa").Text("TrustPolicy");
        Assert.Contains("""{"StringEquals":{"sts:ExternalId":"k7"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}""", trust, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trust_policy_of_one_s_own_is_read_before_any_call() =>
        Assert.Contains("line 1, column", Fails("InvalidTrustPolicy", """New-AccessRole a -TrustPolicy '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}'""").Exception.Message, StringComparison.Ordinal);
}
