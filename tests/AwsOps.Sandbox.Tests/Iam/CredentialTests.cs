using System.Text;
using AwsOps.Sandbox.Iam;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>Access keys, passwords, MFA devices: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html and its neighbours.</summary>
public class CredentialTests : IamTest
{
    [Fact]
    public void A_key_stands_for_its_user_until_it_is_inactive_or_gone()
    {
        Iam("CreateUser", ("UserName", "ana"));
        var key = Key("ana");
        var id = key.String("AccessKeyId")!;
        Assert.Equal(40, key.String("SecretAccessKey")!.Length);
        Assert.Equal($"arn:aws:iam::{Account}:user/ana", Cloud.Credentials.Resolve(id, null, "query").Arn);
        Iam("UpdateUser", ("UserName", "ana"), ("NewUserName", "anna"));
        Assert.Equal($"arn:aws:iam::{Account}:user/anna", Cloud.Credentials.Resolve(id, null, "query").Arn);

        Iam("UpdateAccessKey", ("UserName", "anna"), ("AccessKeyId", id), ("Status", "Inactive"));
        Assert.Equal("Inactive", Iam("ListAccessKeys", ("UserName", "anna")).Structs("AccessKeyMetadata").Single().String("Status"));
        Assert.Equal("InvalidClientTokenId", Assert.Throws<AwsError>(() => Cloud.Credentials.Resolve(id, null, "query")).Code);
        Iam("DeleteAccessKey", ("UserName", "anna"), ("AccessKeyId", id));
        Fails("NoSuchEntity", $"The Access Key with id {id} cannot be found.", "GetAccessKeyLastUsed", ("AccessKeyId", id));
    }

    [Fact]
    public void A_user_may_ask_without_its_name()
    {
        var ana = User("ana");
        Assert.Equal("ana", Cloud.Call("iam", "GetUser", caller: ana).Child("User")!.String("UserName"));
        Assert.Single(Cloud.Call("iam", "ListAccessKeys", caller: ana).Structs("AccessKeyMetadata"));
        Assert.Equal(Account, Cloud.Call("iam", "GetUser").Child("User")!.String("UserId"));
        Assert.Equal("Must specify userName when calling with non-User credentials", Fails("ListAccessKeys").Message);
    }

    [Fact]
    public void The_secret_is_not_in_the_trail()
    {
        Iam("CreateUser", ("UserName", "ana"));
        Iam("CreateLoginProfile", ("UserName", "ana"), ("Password", "Correct-horse-1"));
        Assert.DoesNotContain("Correct-horse-1", string.Join(" ", Cloud.Trail.Snapshot()[^1].Parameters.Select(static member => member.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public void Passwords_follow_the_policy()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
        Fails("NoSuchEntity", $"The Password Policy with domain name {Account} cannot be found.", "GetAccountPasswordPolicy");
        Iam("CreateUser", ("UserName", "ana"));
        Fails("PasswordPolicyViolation", "Password should have a minimum length of 8", "CreateLoginProfile", ("UserName", "ana"), ("Password", "Sh0rt!"));
        Iam("UpdateAccountPasswordPolicy", ("MinimumPasswordLength", 14L), ("RequireSymbols", true), ("MaxPasswordAge", 90L), ("PasswordReusePrevention", 1L));
        var policy = Iam("GetAccountPasswordPolicy").Child("PasswordPolicy")!;
        Assert.Equal((14, true, false, true, 90), (policy.Int("MinimumPasswordLength"), policy.Bool("RequireSymbols"), policy.Bool("RequireNumbers"), policy.Bool("ExpirePasswords"), policy.Int("MaxPasswordAge")));
        Fails("PasswordPolicyViolation", "Password should have at least one symbol", "CreateLoginProfile", ("UserName", "ana"), ("Password", "abcdefghijklmnop"));
        Iam("CreateLoginProfile", ("UserName", "ana"), ("Password", "abcdefghijklmnop!"), ("PasswordResetRequired", true));
        Assert.True(Iam("GetLoginProfile", ("UserName", "ana")).Child("LoginProfile")!.Bool("PasswordResetRequired"));
        Assert.Equal("EntityAlreadyExists", Fails("CreateLoginProfile", ("UserName", "ana"), ("Password", "abcdefghijklmnop!")).Code);
        Assert.Equal("PasswordPolicyViolation", Fails("UpdateLoginProfile", ("UserName", "ana"), ("Password", "abcdefghijklmnop!")).Code);
        Iam("DeleteAccountPasswordPolicy");
        Assert.Equal("NoSuchEntity", Fails("DeleteAccountPasswordPolicy").Code);
    }

    [Fact]
    public void A_device_is_enabled_by_two_codes_that_follow_each_other()
    {
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
        Iam("CreateUser", ("UserName", "ana"));
        var made = Iam("CreateVirtualMFADevice", ("VirtualMFADeviceName", "ana")).Child("VirtualMFADevice")!;
        var serial = made.String("SerialNumber")!;
        Assert.Equal($"arn:aws:iam::{Account}:mfa/ana", serial);
        Assert.Matches("^[A-Z2-7]{64}$", Encoding.ASCII.GetString((byte[])made["Base32StringSeed"]!));
        Fails("EntityAlreadyExists", "MFADevice entity at the same path and name already exists.", "CreateVirtualMFADevice", ("VirtualMFADeviceName", "ana"));
        Assert.Null(Iam("ListVirtualMFADevices").Structs("VirtualMFADevices").Single()["Base32StringSeed"]);

        var device = Cloud.Scope(Account, Scope.GlobalRegion).Get<IamState>().MfaDevices[serial];
        var (first, second) = (device.CodeAt(Cloud.UtcNow), device.CodeAt(Cloud.UtcNow.AddSeconds(30)));
        Fails("InvalidAuthenticationCode", "Authentication code for device is not valid.", "EnableMFADevice", ("UserName", "ana"), ("SerialNumber", serial), ("AuthenticationCode1", second), ("AuthenticationCode2", first));
        Iam("EnableMFADevice", ("UserName", "ana"), ("SerialNumber", serial), ("AuthenticationCode1", first), ("AuthenticationCode2", second));
        Assert.Equal(serial, Iam("ListMFADevices", ("UserName", "ana")).Structs("MFADevices").Single().String("SerialNumber"));
        Assert.Equal("ana", Iam("GetMFADevice", ("SerialNumber", serial)).String("UserName"));
        Assert.Single(Iam("ListVirtualMFADevices", ("AssignmentStatus", "Assigned")).Structs("VirtualMFADevices"));
        Fails("DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.", "DeleteVirtualMFADevice", ("SerialNumber", serial));
        Iam("ResyncMFADevice", ("UserName", "ana"), ("SerialNumber", serial), ("AuthenticationCode1", device.CodeAt(Cloud.UtcNow.AddHours(2))), ("AuthenticationCode2", device.CodeAt(Cloud.UtcNow.AddHours(2).AddSeconds(30))));
        Iam("DeactivateMFADevice", ("UserName", "ana"), ("SerialNumber", serial));
        Assert.Equal("NoSuchEntity", Fails("DeactivateMFADevice", ("UserName", "ana"), ("SerialNumber", serial)).Code);
        Iam("DeleteVirtualMFADevice", ("SerialNumber", serial));
    }

    /// <summary>RFC 6238, appendix B: the seed "12345678901234567890", whose codes at these times end so.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long time, string code) =>
        Assert.Equal(code, MfaDevice.CodeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTime.UnixEpoch.AddSeconds(time)));

    [Fact]
    public void An_identity_provider_is_known_by_its_url()
    {
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
        var arn = Iam("CreateOpenIDConnectProvider", ("Url", "https://token.actions.githubusercontent.com"), ("ClientIDList", new[] { "sts.amazonaws.com" })).String("OpenIDConnectProviderArn");
        Assert.Equal($"arn:aws:iam::{Account}:oidc-provider/token.actions.githubusercontent.com", arn);
        Assert.Equal("EntityAlreadyExists", Fails("CreateOpenIDConnectProvider", ("Url", "https://token.actions.githubusercontent.com")).Code);
        Assert.Equal("ValidationError", Fails("CreateOpenIDConnectProvider", ("Url", "http://example.com")).Code);
        Iam("AddClientIDToOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn), ("ClientID", "other"));
        var shown = Iam("GetOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn));
        Assert.Equal(["sts.amazonaws.com", "other"], shown.Strings("ClientIDList"));
        Assert.Equal("token.actions.githubusercontent.com", shown.String("Url"));
        Iam("DeleteOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn));
        Assert.Equal("NoSuchEntity", Fails("GetOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn)).Code);
    }

    [Fact]
    public void An_account_has_one_alias()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/console-account-alias.html
        Iam("CreateAccountAlias", ("AccountAlias", "the-shop"));
        Iam("CreateAccountAlias", ("AccountAlias", "the-new-shop"));
        Assert.Equal(["the-new-shop"], Iam("ListAccountAliases").Strings("AccountAliases"));
        Assert.Equal("EntityAlreadyExists", Cloud.Fail("iam", "CreateAccountAlias", Input(("AccountAlias", "the-new-shop")), caller: SandboxCloud.RootOf("444455556666")).Code);
        Assert.Equal("NoSuchEntity", Fails("DeleteAccountAlias", ("AccountAlias", "the-shop")).Code);
    }
}
