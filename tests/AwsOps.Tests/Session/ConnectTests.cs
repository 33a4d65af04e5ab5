using System.Management.Automation;
using AwsOps.Host;

namespace AwsOps.Tests.Session;

/// <summary>Connect, Get and Disconnect: the session of a runspace.</summary>
public sealed class ConnectTests : SessionTest
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Token = "sessionToken-sessionToken-sessionToken";

    public ConnectTests() => Set("AWS_ENDPOINT_URL", Sts.Url);

    private static string Keys => $"Connect-AwsOps -AccessKeyId AKIA000000000004 -SecretAccessKey ([Net.NetworkCredential]::new('', '{Secret}').SecurePassword) -SessionToken ([Net.NetworkCredential]::new('', '{Token}').SecurePassword) -Region eu-west-1";

    [Fact]
    public void A_session_lasts_until_it_is_ended()
    {
        Assert.Equal("000000000004", One(Keys).Text("AccountId"));
        Assert.Equal(("AKIA000000000004", "eu-west-1", Token), (Sts.Requests.Last().AccessKey, Sts.Requests.Last().Region, Sts.Requests.Last().Token));
        Assert.Equal("000000000004", One("Get-AwsOpsSession").Text("AccountId"));
        Ok("Disconnect-AwsOps");
        Fails("NoCredentials", "Get-AwsOpsSession -Region eu-west-1");
        Assert.Equal("There is no session.", Assert.Single(Run("Disconnect-AwsOps -Verbose").Verbose));
    }

    [Fact]
    public void A_session_that_can_not_work_is_no_session()
    {
        Ok(Keys);
        using var closed = new StsStub();
        closed.Dispose();
        var error = Fails("ConnectionFailed", Keys.Replace("eu-west-1", $"eu-west-2 -EndpointUrl {closed.Url}", StringComparison.Ordinal));
        Assert.Contains("parameter -AccessKeyId", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("eu-west-1", One("Get-AwsOpsSession").Text("Region"));
    }

    [Fact]
    public void A_session_belongs_to_its_runspace_and_can_be_handed_over()
    {
        var session = One(Keys);
        using var output = new StringWriter();
        using var other = new ScriptSession(Manifest, output, output, input: null, width: 120);
        using var shell = PowerShell.Create(other.Runspace);
        Assert.Empty(shell.AddScript("param($s) $script:failed = $null; try { Get-AwsOpsSession -Region eu-west-1 -ErrorAction Stop } catch { }").Invoke());
        shell.Commands.Clear();
        var handed = Assert.Single(shell.AddScript("param($s) $s | Connect-AwsOps -Region us-west-2").AddArgument(session).Invoke());
        Assert.Equal(("000000000004", "us-west-2"), (handed.Text("AccountId"), handed.Text("Region")));
        Assert.Equal("eu-west-1", One("Get-AwsOpsSession").Text("Region"));
    }

    [Fact]
    public void A_role_is_assumed_with_the_keys()
    {
        Ok(Keys);
        var session = One("Connect-AwsOps -RoleArn arn:aws:iam::000000000005:role/ops -RoleSessionName nightly -ExternalId shared");
        Assert.Equal("000000000005", session.Text("AccountId"));
        Assert.Equal("role arn:aws:iam::000000000005:role/ops", session.Text("CredentialSource"));
        var asked = Sts.Requests.Single(static request => request.Form["Action"] == "AssumeRole");
        Assert.Equal(("AKIA000000000004", "nightly", "shared", "3600"), (asked.AccessKey, asked.Form["RoleSessionName"], asked.Form["ExternalId"], asked.Form["DurationSeconds"]));
        Assert.Equal("ASIAROLE000000000005", Sts.Requests.Last().AccessKey);
    }

    [Fact]
    public void An_unattended_run_is_never_asked_for_an_MFA_code()
    {
        Ok(Keys);
        var error = Fails("MfaCodeNeeded", "Connect-AwsOps -RoleArn arn:aws:iam::000000000005:role/ops -MfaSerial arn:aws:iam::000000000004:mfa/me");
        Assert.Contains("arn:aws:iam::000000000004:mfa/me", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-MfaCode", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(Sts.Requests, static request => request.Form["Action"] == "AssumeRole");
        Assert.Equal("000000000004", One("Get-AwsOpsSession").Text("AccountId"));
    }

    [Fact]
    public void An_MFA_code_can_be_given()
    {
        Ok(Keys);
        Ok("Connect-AwsOps -RoleArn arn:aws:iam::000000000005:role/ops -MfaSerial arn:aws:iam::000000000004:mfa/me -MfaCode 123456");
        var asked = Sts.Requests.Single(static request => request.Form["Action"] == "AssumeRole");
        Assert.Equal(("arn:aws:iam::000000000004:mfa/me", "123456"), (asked.Form["SerialNumber"], asked.Form["TokenCode"]));
    }

    [Fact]
    public void Another_account_is_refused_before_anything_is_called()
    {
        Ok(Keys);
        var before = Sts.Requests.Count;
        var error = Fails("WrongAccount", "Get-ScalingGroup -AccountId 999999999999");
        Assert.Contains("999999999999", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("000000000004", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.SecurityError, error.CategoryInfo.Category);
        Fails("WrongAccount", "New-LaunchTemplate shop -InstanceType t3.small -AccountId 999999999999");
        Assert.Equal(before, Sts.Requests.Count);
    }

    [Fact]
    public void An_account_that_is_not_known_yet_is_asked_for_first()
    {
        SetKeys("000000000009");
        Fails("WrongAccount", "Get-ScalingGroup -Region eu-west-1 -AccountId 999999999999");
        Assert.Equal("GetCallerIdentity", Assert.Single(Sts.Requests).Form["Action"]);
    }

    [Fact]
    public void Objects_of_another_account_are_refused()
    {
        Ok(Keys);
        var errors = Run("@([pscustomobject]@{ AccountId = '999999999999'; ScalingGroupName = 'shop' }) | Remove-ScalingGroup -Confirm:$false").Errors;
        Assert.StartsWith("WrongAccount,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.All(Sts.Requests, static request => Assert.Equal("GetCallerIdentity", request.Form["Action"]));
    }

    [Fact]
    public void No_secret_is_in_any_stream()
    {
        var script = $$"""
            $DebugPreference = 'Continue'; $VerbosePreference = 'Continue'; $InformationPreference = 'Continue'
            {{Keys}}
            Get-AwsOpsSession
            Connect-AwsOps -RoleArn arn:aws:iam::000000000005:role/ops -MfaSerial arn:aws:iam::000000000004:mfa/me -MfaCode 987654
            Get-AwsOpsSession
            Get-AwsOpsSession -ProfileName nope
            Get-ScalingGroup
            """;
        var outcome = Run(script);
        var texts = outcome.Output.Select(Deep)
            .Concat(outcome.Errors.SelectMany(static error => new[] { error.ToString(), error.Exception.ToString(), error.ErrorDetails?.RecommendedAction ?? string.Empty, error.TargetObject?.ToString() ?? string.Empty }))
            .Concat(outcome.Warnings).Concat(outcome.Verbose).Concat(outcome.Debug).Concat(outcome.Information)
            .Append(Show("Disconnect-AwsOps; " + script.Replace("\n", "; ", StringComparison.Ordinal)))
            .Append(Show("Get-AwsOpsSession; $Error | ForEach-Object { $_; $_.Exception.ToString() }"));
        foreach (var secret in new[] { Secret, Token, StsStub.RoleSecret, StsStub.RoleToken, "987654" })
        {
            // The script text itself has the secrets; a position message that quotes it is the user's own words.
            Assert.DoesNotContain(texts, text => text.Replace(Keys, string.Empty, StringComparison.Ordinal).Replace("-MfaCode 987654", string.Empty, StringComparison.Ordinal).Contains(secret, StringComparison.Ordinal));
        }

        Assert.Contains(outcome.Debug, static line => line.Contains("role arn:aws:iam::000000000005:role/ops", StringComparison.Ordinal));
    }

    private static string Deep(PSObject item) => string.Join('\n', item.Properties.Select(static property => $"{property.Name}={property.Value}")) + item;
}

/// <summary>Somebody is there to type the MFA code.</summary>
public sealed class MfaPromptTests : SessionTest
{
    private const string Device = "arn:aws:iam::000000000002:mfa/me";

    public MfaPromptTests()
        : base(new StringReader("654321\n\n"))
    {
        Set("AWS_ENDPOINT_URL", Sts.Url);
        File.WriteAllText(Credentials, "[me]\naws_access_key_id = AKIA000000000002\naws_secret_access_key = mySecret\n");
        File.WriteAllText(Config, $"""
            [profile me]
            region = eu-west-1

            [profile ops]
            role_arn = arn:aws:iam::000000000006:role/ops
            source_profile = me
            mfa_serial = {Device}
            region = eu-west-1
            """);
    }

    [Fact]
    public void The_host_asks_for_the_code_of_a_role()
    {
        Ok($"Connect-AwsOps me; Connect-AwsOps -RoleArn arn:aws:iam::000000000005:role/ops -MfaSerial {Device}");
        Assert.Contains($"MFA code for {Device}: ", HostText, StringComparison.Ordinal);
        Assert.Equal("654321", Sts.Requests.Single(static request => request.Form["Action"] == "AssumeRole").Form["TokenCode"]);
    }

    [Fact]
    public void The_host_asks_for_the_code_of_a_profile_once_a_session()
    {
        var session = One("Connect-AwsOps ops");
        Assert.Equal("000000000006", session.Text("AccountId"));
        Assert.Equal("000000000006", One("Get-AwsOpsSession").Text("AccountId"));
        var asked = Sts.Requests.Single(static request => request.Form["Action"] == "AssumeRole");
        Assert.Equal(("AKIA000000000002", Device, "654321"), (asked.AccessKey, asked.Form["SerialNumber"], asked.Form["TokenCode"]));
        Assert.Contains($"MFA code for {Device}: ", HostText, StringComparison.Ordinal);
        Assert.DoesNotContain("654321", HostText, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_answer_is_no_code()
    {
        Ok($"Connect-AwsOps me; Connect-AwsOps -RoleArn arn:aws:iam::000000000005:role/ops -MfaSerial {Device}");
        Fails("MfaCodeNeeded", $"Connect-AwsOps me; Connect-AwsOps -RoleArn arn:aws:iam::000000000005:role/ops -MfaSerial {Device}");
    }
}

/// <summary>A profile whose role asks for MFA, and nobody there.</summary>
public sealed class UnattendedMfaTests : SessionTest
{
    [Fact]
    public void A_profile_with_MFA_fails_at_once_and_says_why()
    {
        Set("AWS_ENDPOINT_URL", Sts.Url);
        File.WriteAllText(Credentials, "[me]\naws_access_key_id = AKIA000000000002\naws_secret_access_key = mySecret\n");
        File.WriteAllText(Config, "[profile ops]\nrole_arn = arn:aws:iam::000000000006:role/ops\nsource_profile = me\nmfa_serial = device-7\nregion = eu-west-1\n");
        var error = Fails("MfaCodeNeeded", "Connect-AwsOps ops");
        Assert.Contains("device-7", error.Exception.Message, StringComparison.Ordinal);
        Fails("MfaCodeNeeded", "Get-ScalingGroup -ProfileName ops");
        Assert.Empty(Sts.Requests);
    }
}
