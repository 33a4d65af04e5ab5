using System.Diagnostics;
using System.Management.Automation;

namespace AwsOps.Tests.Session;

/// <summary>Which credentials, region and endpoint win, and that what is named and missing never falls through to another account.</summary>
/// <remarks>https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html and feature-region.html</remarks>
public sealed class SourceTests : SessionTest
{
    /// <summary>Far more than the second that the module promises; a machine under load is no failure, a metadata time-out is.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    public SourceTests()
    {
        File.WriteAllText(Credentials, """
            [default]
            aws_access_key_id = AKIAFILE000000000001
            aws_secret_access_key = defaultSecret

            [prod]
            aws_access_key_id = AKIAFILE000000000002
            aws_secret_access_key = prodSecret
            """);
        File.WriteAllText(Config, """
            [default]
            region = eu-west-1

            [profile prod]
            region = eu-central-1

            [profile lean]
            aws_access_key_id = AKIAFILE000000000003
            aws_secret_access_key = leanSecret
            """);
        Set("AWS_ENDPOINT_URL", Sts.Url);
    }

    [Fact]
    public void The_shared_files_come_last()
    {
        var session = One("Get-AwsOpsSession");
        Assert.Equal(("000000000001", "eu-west-1", "default"), (session.Text("AccountId"), session.Text("Region"), session.Text("ProfileName")));
        Assert.Equal("profile 'default' (the shared files)", session.Text("CredentialSource"));
        Assert.Equal("eu-west-1", Assert.Single(Sts.Requests).Region);
    }

    [Fact]
    public void The_environment_comes_before_the_files()
    {
        SetKeys("000000000009");
        Set("AWS_REGION", "us-east-2");
        var session = One("Get-AwsOpsSession");
        Assert.Equal(("000000000009", "us-east-2"), (session.Text("AccountId"), session.Text("Region")));
        Assert.Equal("environment variable AWS_ACCESS_KEY_ID", session.Text("CredentialSource"));
        Assert.Equal("environment variable AWS_REGION", session.Text("RegionSource"));
        Assert.Equal("us-east-2", Assert.Single(Sts.Requests).Region);
    }

    [Fact]
    public void A_session_comes_before_the_environment()
    {
        Ok("Connect-AwsOps prod");
        SetKeys("000000000009");
        Set("AWS_REGION", "us-east-2");
        var session = One("Get-AwsOpsSession");
        Assert.Equal(("000000000002", "eu-central-1", "prod"), (session.Text("AccountId"), session.Text("Region"), session.Text("ProfileName")));
    }

    [Fact]
    public void Parameters_come_first()
    {
        Ok("Connect-AwsOps prod");
        SetKeys("000000000009");
        var session = One("Get-AwsOpsSession -ProfileName lean -Region ap-south-1");
        Assert.Equal(("000000000003", "ap-south-1"), (session.Text("AccountId"), session.Text("Region")));
        Assert.Equal("profile 'lean' (parameter -ProfileName)", session.Text("CredentialSource"));
        Assert.Equal("parameter -Region", session.Text("RegionSource"));
    }

    [Fact]
    public void An_endpoint_of_ones_own_keeps_the_session()
    {
        Ok("Connect-AwsOps prod");
        using var other = new StsStub();
        var session = One($"Get-AwsOpsSession -EndpointUrl {other.Url}");
        Assert.Equal(("000000000002", "eu-central-1"), (session.Text("AccountId"), session.Text("Region")));
        Assert.Equal("AKIAFILE000000000002", Assert.Single(other.Requests).AccessKey);
    }

    [Fact]
    public void Records_that_bring_a_region_do_not_change_it_for_the_next()
    {
        var regions = Ok($"@([pscustomobject]@{{ Region = 'us-west-2' }}, [pscustomobject]@{{ AccountId = '000000000002' }}, [pscustomobject]@{{ Region = 'us-east-1' }}) | Get-AwsOpsSession -ProfileName prod");
        Assert.Equal(["us-west-2", "eu-central-1", "us-east-1"], regions.Select(static item => item.Text("Region")));
    }

    [Fact]
    public void AWS_PROFILE_names_the_profile()
    {
        Set("AWS_PROFILE", "prod");
        var session = One("Get-AwsOpsSession");
        Assert.Equal(("000000000002", "eu-central-1"), (session.Text("AccountId"), session.Text("Region")));
        Assert.Equal("profile 'prod' (environment variable AWS_PROFILE)", session.Text("CredentialSource"));
    }

    [Theory]
    [InlineData("Get-AwsOpsSession -ProfileName nope", null, null)]
    [InlineData("Connect-AwsOps nope", null, null)]
    [InlineData("Get-ScalingGroup -ProfileName nope", null, null)]
    [InlineData("Get-AwsOpsSession", "AWS_PROFILE", "nope")]
    public void A_profile_that_does_not_exist_is_an_error_and_not_another_account(string script, string? variable, string? value)
    {
        if (variable is null)
        {
            SetKeys("000000000009");
        }
        else
        {
            Set(variable, value);
        }

        var error = Within(() => Fails("UnknownProfile", script));
        Assert.Contains("'nope'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(Credentials, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(Config, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("default, lean, prod", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(Sts.Requests);
    }

    [Theory]
    [InlineData("Get-AwsOpsSession -Region eu-west-9", null)]
    [InlineData("Get-ScalingGroup -Region eu-west-9", null)]
    [InlineData("Connect-AwsOps -Region eu-west-9", null)]
    [InlineData("Connect-AwsOps prod; Get-ScalingGroup -Region eu-west-9", null)]
    [InlineData("Get-AwsOpsSession", "AWS_REGION")]
    public void A_region_that_does_not_exist_is_an_error_that_names_those_near_it(string script, string? variable)
    {
        // An endpoint of one's own may have regions of its own; AWS has not.
        Set("AWS_ENDPOINT_URL", null);
        if (variable is not null)
        {
            Set(variable, "eu-west-9");
        }

        if (script.StartsWith("Connect-AwsOps prod", StringComparison.Ordinal))
        {
            script = script.Replace("prod", $"prod -EndpointUrl {Sts.Url}", StringComparison.Ordinal).Replace("eu-west-9", "nowhere", StringComparison.Ordinal);
        }

        var error = Within(() => Fails("UnknownRegion", script));
        Assert.Contains(variable ?? "-Region", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("Near it: ", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void No_credentials_at_all_names_every_source_tried()
    {
        File.Delete(Credentials);
        File.Delete(Config);
        var error = Within(() => Fails("NoCredentials", "Get-AwsOpsSession -Region eu-west-1"));
        foreach (var source in new[] { "Connect-AwsOps", "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", Credentials, Config, "container role", "instance role" })
        {
            Assert.Contains(source, error.Exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.Contains("Start-AwsOpsSandbox", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void No_region_at_all_names_every_source_tried()
    {
        var error = Within(() => Fails("NoRegion", "Get-AwsOpsSession -ProfileName lean"));
        foreach (var source in new[] { "-Region", "AWS_REGION", "AWS_DEFAULT_REGION", "profile 'lean'" })
        {
            Assert.Contains(source, error.Exception.Message, StringComparison.Ordinal);
        }

        // The session is not asked for another profile's region, so it is not among those tried.
        Assert.DoesNotContain("session", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Sts.Requests);
    }

    [Fact]
    public void A_profile_without_complete_credentials_is_named()
    {
        File.AppendAllText(Credentials, "\n[half]\naws_access_key_id = AKIAHALF\n");
        var error = Fails("IncompleteProfile", "Get-AwsOpsSession -ProfileName half -Region eu-west-1");
        Assert.Contains("'half'", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWS_ENDPOINT_URL_is_honoured_when_it_changes_in_mid_session()
    {
        Ok("Get-AwsOpsSession");
        Assert.Single(Sts.Requests);
        using var other = new StsStub();
        Set("AWS_ENDPOINT_URL", other.Url);
        Ok("Get-AwsOpsSession -ProfileName prod");
        Assert.Single(Sts.Requests);
        Assert.Equal("eu-central-1", Assert.Single(other.Requests).Region);
    }

    [Fact]
    public void The_endpoint_of_a_profile_is_honoured()
    {
        using var other = new StsStub();
        Set("AWS_ENDPOINT_URL", null);
        File.AppendAllText(Config, $"\n[profile away]\nregion = eu-north-1\nendpoint_url = {other.Url}\naws_access_key_id = AKIAFILE000000000007\naws_secret_access_key = awaySecret\n");
        Ok("Get-AwsOpsSession -ProfileName away");
        Assert.Equal(("AKIAFILE000000000007", "eu-north-1"), (Assert.Single(other.Requests).AccessKey, Assert.Single(other.Requests).Region));
    }

    [Theory]
    [InlineData("Get-AwsOpsSession -EndpointUrl sandbox:5000", "-EndpointUrl")]
    [InlineData("Get-AwsOpsSession -EndpointUrl /tmp", "-EndpointUrl")]
    [InlineData("Get-AwsOpsSession", "AWS_ENDPOINT_URL")]
    public void An_endpoint_that_is_no_URL_is_named(string script, string source)
    {
        if (source == "AWS_ENDPOINT_URL")
        {
            Set(source, "localhost:5000");
        }

        var error = Fails("InvalidEndpointUrl", script);
        Assert.StartsWith(source, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-AwsOpsSession", "profile 'default' (the shared files)", "Region eu-west-1: profile 'default'", "environment variable AWS_ENDPOINT_URL")]
    [InlineData("Get-AwsOpsSession -ProfileName prod -Region us-east-1", "profile 'prod' (parameter -ProfileName)", "Region us-east-1: parameter -Region", "environment variable AWS_ENDPOINT_URL")]
    [InlineData("Connect-AwsOps prod", "profile 'prod' (parameter -ProfileName)", "Region eu-central-1: profile 'prod'", "environment variable AWS_ENDPOINT_URL")]
    [InlineData("Get-AwsOpsSession -EndpointUrl STUB", "profile 'default' (the shared files)", "Region eu-west-1: profile 'default'", "parameter -EndpointUrl")]
    public void Debug_names_the_sources_that_won(string script, string credentials, string region, string endpoint)
    {
        var debug = Assert.Single(Run(script.Replace("STUB", Sts.Url, StringComparison.Ordinal) + " -Debug").Debug, static line => line.StartsWith("Credentials: ", StringComparison.Ordinal));
        Assert.Contains(credentials, debug, StringComparison.Ordinal);
        Assert.Contains(region, debug, StringComparison.Ordinal);
        Assert.Contains(Sts.Url, debug, StringComparison.Ordinal);
        Assert.Contains(endpoint, debug, StringComparison.Ordinal);
    }

    private static ErrorRecord Within(Func<ErrorRecord> fails)
    {
        var since = Stopwatch.StartNew();
        var error = fails();
        Assert.True(since.Elapsed < Guard, $"It took {since.Elapsed}: something waited for a service that is not there.");
        return error;
    }
}
