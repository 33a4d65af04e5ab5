using System.Net;
using System.Security;

namespace AwsOps.Tests.Access;

public sealed class SecretTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $null = New-AccessUser anna, build")
{
    private const string Text = "correct-Horse-7-battery";

    private static string Password(string text) => $"$password = [securestring]::new(); '{text}'.ToCharArray() | ForEach-Object {{ $password.AppendChar($_) }};";

    [Fact]
    public void A_key_s_secret_is_returned_once_and_is_in_no_stream()
    {
        var outcome = Run("New-AccessKey build -Verbose -Debug");
        var key = Assert.Single(outcome.Output);
        var secret = Plain(key.Get<SecureString>("SecretAccessKey"));
        Assert.Equal(40, secret.Length);
        AssertAbsent(secret, outcome);
        Assert.DoesNotContain(secret, Show($"Get-AccessKey build; Get-SandboxEvent"), StringComparison.Ordinal);
        Assert.Null(One("Get-AccessKey build").Properties["SecretAccessKey"].Value);
        AssertNotInTrail(secret);
    }

    [Fact]
    public void An_MFA_seed_is_returned_once_and_as_a_URI_only_on_request()
    {
        var outcome = Run("New-MfaDevice anna -Verbose -Debug");
        var device = Assert.Single(outcome.Output);
        var seed = Plain(device.Get<SecureString>("Seed"));
        AssertAbsent(seed, outcome);
        Assert.Null(device.Properties["OtpAuthUri"].Value);
        Assert.DoesNotContain(seed, Show("Get-MfaDevice"), StringComparison.Ordinal);
        var uri = One("New-MfaDevice build -AsUri").Text("OtpAuthUri");
        Assert.StartsWith("otpauth://totp/Amazon%20Web%20Services:build@111122223333?secret=", uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Add-SandboxFault AccessDenied -Operation CreateLoginProfile; ")]
    public void A_password_is_in_no_stream_whether_the_call_succeeds_or_fails(string before)
    {
        var outcome = Run($"{before}{Password(Text)} New-AccessUser carl -Password $password -Verbose -Debug");
        AssertAbsent(Text, outcome);
        AssertNotInTrail(Text);
    }

    [Fact]
    public void A_password_of_a_form_that_AWS_refuses_is_not_quoted()
    {
        var text = "Ä" + Text;
        AssertAbsent(text, Run($"{Password(text)} New-AccessUser carl -Password $password"));
        text = new string('x', 200);
        var outcome = Run($"{Password(text)} New-AccessUser carl -Password $password");
        Assert.Equal("InvalidPassword", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
        AssertAbsent(text, outcome);
    }

    [Fact]
    public void A_wrong_seed_is_not_quoted() =>
        AssertAbsent("not-base32-1", Run($"{Password("not-base32-1")} New-MfaDevice anna | ForEach-Object {{ Enable-MfaDevice $_.SerialNumber -UserName anna -Seed $password }}"));

    [Fact]
    public void A_policy_is_quoted_in_no_error()
    {
        const string Name = "very-private-bucket";
        var document = $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{{Name}}}/*"}}""";
        Ok($"Set-AccessPolicy shop -Document '{document}'; Add-SandboxFault AccessDenied -Operation CreatePolicyVersion");
        var outcome = Run($"Set-AccessPolicy shop -Document '{document.Replace("GetObject", "PutObject", StringComparison.Ordinal)}' -Verbose -Debug");
        Assert.Single(outcome.Errors);
        AssertAbsent(Name, outcome);
        AssertAbsent(Name, Run($"Set-AccessPolicy shop -Document '{document}}}' -Verbose -Debug"));
    }

    private void AssertNotInTrail(string secret) =>
        Assert.DoesNotContain(Ok("Get-SandboxEvent | ForEach-Object { $_.Parameter.Values }"), value => value.ToString().Contains(secret, StringComparison.Ordinal));

    private static string Plain(SecureString secure) => new NetworkCredential(string.Empty, secure).Password;

    private static void AssertAbsent(string secret, Outcome outcome)
    {
        var texts = outcome.Verbose.Concat(outcome.Debug).Concat(outcome.Warnings).Concat(outcome.Information)
            .Concat(outcome.Errors.Select(static error => $"{error} {error.Exception} {error.ErrorDetails} {error.TargetObject}"))
            .Concat(outcome.Output.SelectMany(static item => item.Properties.Where(static property => property.Value is not SecureString).Select(static property => property.Value?.ToString() ?? string.Empty)));
        Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.Ordinal));
    }
}
