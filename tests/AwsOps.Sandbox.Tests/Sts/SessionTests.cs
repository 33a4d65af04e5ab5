using System.Text;
using AwsOps.Sandbox.Iam;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Iam;

namespace AwsOps.Sandbox.Tests.Sts;

/// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and its neighbours.</summary>
public class SessionTests : IamTest
{
    private const string OwnAccount = """{"AWS":"111122223333"}""";

    [Fact]
    public void A_session_has_the_roles_name_and_its_own()
    {
        var role = Role("app", OwnAccount);
        var caller = Session(Assume("app"));
        Assert.Equal($"arn:aws:sts::{Account}:assumed-role/app/me", caller.Arn);
        var identity = Cloud.Call("sts", "GetCallerIdentity", caller: caller);
        Assert.Equal(($"{role.String("RoleId")}:me", Account), (identity.String("UserId"), identity.String("Account")));
        Assert.Equal(Account, Cloud.Call("sts", "GetAccessKeyInfo", Input(("AccessKeyId", caller.AccessKeyId))).String("Account"));
        Cloud.Call("ec2", "DescribeVpcs", caller: caller);
        Assert.Equal(Cloud.UtcNow, Iam("GetRole", ("RoleName", "app")).Child("Role")!.Child("RoleLastUsed")!.Time("LastUsedDate"));
    }

    [Fact]
    public void It_ends_on_the_sandboxs_clock()
    {
        Role("app", OwnAccount);
        var keys = Assume("app", ("DurationSeconds", 900L)).Child("Credentials")!;
        var (key, token) = (keys.String("AccessKeyId")!, keys.String("SessionToken"));
        Assert.Equal("InvalidClientTokenId", Assert.Throws<AwsError>(() => Cloud.Credentials.Resolve(key, null, "query")).Code);
        Cloud.Advance(TimeSpan.FromSeconds(899));
        Assert.NotNull(Cloud.Credentials.Resolve(key, token, "query"));
        Cloud.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("ExpiredToken", Assert.Throws<AwsError>(() => Cloud.Credentials.Resolve(key, token, "query")).Code);
    }

    [Fact]
    public void Who_is_not_trusted_is_denied()
    {
        Role("app", """{"AWS":"arn:aws:iam::111122223333:user/ana"}""");
        var (ana, bob) = (User("ana"), User("bob"));
        Assert.NotNull(Assume("app", ana));
        var error = Cloud.Fail("sts", "AssumeRole", Request("app"), caller: bob);
        Assert.Equal(("AccessDenied", $"User: {bob.Arn} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::{Account}:role/app"), (error.Code, error.Message));
        Assert.Contains("No resource-based policy allows it", Cloud.Trail.Snapshot()[^1].DeniedBy, StringComparison.Ordinal);
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "AssumeRole", Request("none")).Code);
    }

    [Fact]
    public void An_external_id_is_asked_for()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
        Role("app", """{"AWS":"444455556666"}""", """{"StringEquals":{"sts:ExternalId":"42"}}""");
        var stranger = SandboxCloud.RootOf("444455556666");
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "AssumeRole", Request("app"), caller: stranger).Code);
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "AssumeRole", Request("app", ("ExternalId", "41")), caller: stranger).Code);
        Assert.NotNull(Cloud.Call("sts", "AssumeRole", Request("app", ("ExternalId", "42")), caller: stranger));
    }

    [Fact]
    public void A_code_of_an_MFA_device_works_once()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
        Role("app", OwnAccount, """{"Bool":{"aws:MultiFactorAuthPresent":"true"}}""");
        var ana = User("ana");
        var device = Enable("ana");
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "AssumeRole", Request("app"), caller: ana).Code);
        Cloud.Advance(TimeSpan.FromMinutes(2));
        var code = device.CodeAt(Cloud.UtcNow);
        var request = Request("app", ("SerialNumber", device.Arn), ("TokenCode", code));
        Assert.NotNull(Session(Cloud.Call("sts", "AssumeRole", request, caller: ana)).Session!.MfaAuthenticated);
        Assert.Contains("invalid MFA one time pass code", Cloud.Fail("sts", "AssumeRole", request, caller: ana).Message, StringComparison.Ordinal);

        Cloud.Advance(TimeSpan.FromMinutes(2));
        var session = Session(Cloud.Call("sts", "GetSessionToken", Input(("SerialNumber", device.Arn), ("TokenCode", device.CodeAt(Cloud.UtcNow))), caller: ana));
        Assert.Equal(ana.Arn, session.Arn);
        Assert.NotNull(Cloud.Call("sts", "AssumeRole", Request("app"), caller: session));
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "GetSessionToken", caller: session).Code);
    }

    [Fact]
    public void Durations_have_their_limits()
    {
        Role("app", OwnAccount);
        Assert.Equal("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", Cloud.Fail("sts", "AssumeRole", Request("app", ("DurationSeconds", 7200L))).Message);
        Iam("UpdateRole", ("RoleName", "app"), ("MaxSessionDuration", 7200L));
        var first = Session(Assume("app", ("DurationSeconds", 7200L)));

        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
        Assert.Contains("role chaining", Cloud.Fail("sts", "AssumeRole", Request("app", ("DurationSeconds", 7200L)), caller: first).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_need_the_roles_consent()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
        Role("closed", OwnAccount);
        var tags = ("Tags", (object?)new[] { Input(("Key", "team"), ("Value", "web")) });
        Assert.Contains("sts:TagSession", Cloud.Fail("sts", "AssumeRole", Request("closed", tags)).Message, StringComparison.Ordinal);
        Iam("CreateRole", ("RoleName", "open"), ("AssumeRolePolicyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sts:AssumeRole","sts:TagSession"]}]}"""));
        Assert.Equal("web", Session(Cloud.Call("sts", "AssumeRole", Request("open", tags))).Session!.Tags["team"]);
    }

    [Fact]
    public void The_sandboxs_root_plays_the_service_of_a_role_and_nobody_else_does()
    {
        Role("instance", """{"Service":"ec2.amazonaws.com"}""");
        Assert.NotNull(Assume("instance"));
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "AssumeRole", Request("instance"), caller: User("ana")).Code);
        Role("named", """{"AWS":"arn:aws:iam::111122223333:role/instance"}""");
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "AssumeRole", Request("named")).Code);
    }

    [Fact]
    public void A_web_identity_is_known_by_its_providers_claims()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
        const string Provider = "token.actions.githubusercontent.com";
        Iam("CreateOpenIDConnectProvider", ("Url", $"https://{Provider}"), ("ClientIDList", new[] { "sts.amazonaws.com" }));
        Iam(
            "CreateRole",
            ("RoleName", "deploy"),
            ("AssumeRolePolicyDocument", Trust($$"""{"Federated":"arn:aws:iam::{{Account}}:oidc-provider/{{Provider}}"}""", $$"""{"StringEquals":{"{{Provider}}:aud":"sts.amazonaws.com"},"StringLike":{"{{Provider}}:sub":"repo:shop/*"} }""", "sts:AssumeRoleWithWebIdentity")));
        Struct Try(string repo, string audience = "sts.amazonaws.com", int minutes = 5) => Request("deploy", ("WebIdentityToken", Token(Provider, audience, repo, Cloud.UtcNow.AddMinutes(minutes))));
        var answer = Cloud.Call("sts", "AssumeRoleWithWebIdentity", Try("repo:shop/web"));
        Assert.Equal("repo:shop/web", answer.String("SubjectFromWebIdentityToken"));
        Assert.Equal("AccessDenied", Cloud.Fail("sts", "AssumeRoleWithWebIdentity", Try("repo:other/web")).Code);
        Assert.Equal("InvalidIdentityToken", Cloud.Fail("sts", "AssumeRoleWithWebIdentity", Try("repo:shop/web", "else")).Code);
        Assert.Equal("ExpiredTokenException", Cloud.Fail("sts", "AssumeRoleWithWebIdentity", Try("repo:shop/web", minutes: -5)).Code);
        Assert.Equal("InvalidIdentityToken", Cloud.Fail("sts", "AssumeRoleWithWebIdentity", Request("deploy", ("WebIdentityToken", "nonsense"))).Code);
    }

    private static string Token(string issuer, string audience, string subject, DateTime end)
    {
        var claims = $$"""{"iss":"https://{{issuer}}","aud":"{{audience}}","sub":"{{subject}}","exp":{{(long)(end - DateTime.UnixEpoch).TotalSeconds}} }""";
        return $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2ln";
    }

    private static Struct Request(string role, params (string, object?)[] more) => Input([("RoleArn", $"arn:aws:iam::{Account}:role/{role}"), ("RoleSessionName", "me"), .. more]);

    private Struct Role(string name, string principal, string? condition = null) =>
        Iam("CreateRole", ("RoleName", name), ("AssumeRolePolicyDocument", Trust(principal, condition))).Child("Role")!;

    private Struct Assume(string role, params (string, object?)[] more) => Cloud.Call("sts", "AssumeRole", Request(role, more));

    private Struct Assume(string role, Caller caller) => Cloud.Call("sts", "AssumeRole", Request(role), caller: caller);

    private Caller Session(Struct answer) => Cloud.Credentials.Find(answer.Child("Credentials")!.String("AccessKeyId")!)!.Caller;

    private MfaDevice Enable(string user)
    {
        var serial = Iam("CreateVirtualMFADevice", ("VirtualMFADeviceName", user)).Child("VirtualMFADevice")!.String("SerialNumber")!;
        var device = Cloud.Scope(Account, Scope.GlobalRegion).Get<IamState>().MfaDevices[serial];
        Iam("EnableMFADevice", ("UserName", user), ("SerialNumber", serial), ("AuthenticationCode1", device.CodeAt(Cloud.UtcNow)), ("AuthenticationCode2", device.CodeAt(Cloud.UtcNow.AddSeconds(30))));
        return device;
    }
}
