using System.Net.Http.Headers;
using System.Xml.Linq;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Wire;
using AwsOps.Tests.Shared;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>
/// The same requests, on the wire, to the sandbox and to moto, an emulator that somebody else wrote: the same status and error
/// code for each, and the same answers but for what is random. Left out is what moto is known to invent.
/// </summary>
[Collection(nameof(MotoServer))]
public sealed class MotoTests(MotoServer moto)
{
    private const string Document = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
    private const string Policy = "PolicyArn=arn:aws:iam::111122223333:policy/two";

    // moto answers these with members that IAM does not have, or leaves out what it has.
    private static readonly string[] Invented = ["CreateDate", "UpdateDate", "Description", "PermissionsBoundaryUsageCount", "IsTruncated", "Tags", "MaxSessionDuration", "Marker", "Document", "PolicyDocument", "HardExpiry", "MaxPasswordAge"];

    /// <summary>Operation and parameters, a step a line.</summary>
    private static readonly string[] Flow =
    [
        "CreateUser UserName=two&Path=/shop/",
        "CreateUser UserName=two",
        "GetUser UserName=two",
        "GetUser UserName=nobody",
        "CreateGroup GroupName=two",
        "CreateGroup GroupName=two",
        "AddUserToGroup GroupName=two&UserName=two",
        "AddUserToGroup GroupName=none&UserName=two",
        "GetGroup GroupName=two",
        "ListGroupsForUser UserName=two",
        "RemoveUserFromGroup GroupName=two&UserName=two",
        "RemoveUserFromGroup GroupName=two&UserName=two",
        $"CreatePolicy PolicyName=two&PolicyDocument={Document}",
        $"CreatePolicy PolicyName=two&PolicyDocument={Document}",
        "CreatePolicy PolicyName=bad&PolicyDocument={",
        "CreatePolicy PolicyName=bad&PolicyDocument={\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Maybe\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
        $"AttachUserPolicy UserName=two&{Policy}",
        $"ListAttachedUserPolicies UserName=two",
        $"GetPolicy {Policy}",
        $"ListEntitiesForPolicy {Policy}",
        $"CreatePolicyVersion {Policy}&SetAsDefault=true&PolicyDocument={Document}",
        $"CreatePolicyVersion {Policy}&PolicyDocument={Document}",
        $"CreatePolicyVersion {Policy}&PolicyDocument={Document}",
        $"CreatePolicyVersion {Policy}&PolicyDocument={Document}",
        $"CreatePolicyVersion {Policy}&PolicyDocument={Document}",
        $"DeletePolicyVersion {Policy}&VersionId=v2",
        $"DeletePolicyVersion {Policy}&VersionId=v5",
        $"SetDefaultPolicyVersion {Policy}&VersionId=v9",
        $"SetDefaultPolicyVersion {Policy}&VersionId=v3",
        $"DeleteUser UserName=two",
        $"DetachUserPolicy UserName=two&{Policy}",
        $"PutUserPolicy UserName=two&PolicyName=in&PolicyDocument={Document}",
        "ListUserPolicies UserName=two",
        "DeleteUser UserName=two",
        "DeleteUserPolicy UserName=two&PolicyName=in",
        "CreateAccessKey UserName=two",
        "CreateAccessKey UserName=two",
        "CreateAccessKey UserName=two",
        "CreateAccessKey UserName=nobody",
        "UpdateAccessKey UserName=two&AccessKeyId=AKIANOSUCHKEY000000&Status=Inactive",
        "GetAccountPasswordPolicy ",
        "UpdateAccountPasswordPolicy MinimumPasswordLength=12&RequireNumbers=true",
        "GetAccountPasswordPolicy ",
        "DeleteAccountPasswordPolicy ",
        "CreateVirtualMFADevice VirtualMFADeviceName=two",
        "CreateVirtualMFADevice VirtualMFADeviceName=two",
        "DeleteVirtualMFADevice SerialNumber=arn:aws:iam::111122223333:mfa/none",
        "DeleteVirtualMFADevice SerialNumber=arn:aws:iam::111122223333:mfa/two",
        $"CreateRole RoleName=two&AssumeRolePolicyDocument={Trust}",
        $"CreateRole RoleName=two&AssumeRolePolicyDocument={Trust}",
        $"AttachRolePolicy RoleName=two&{Policy}",
        "ListAttachedRolePolicies RoleName=two",
        "DeleteRole RoleName=two",
        $"DetachRolePolicy RoleName=two&{Policy}",
        $"PutRolePolicy RoleName=two&PolicyName=in&PolicyDocument={Document}",
        "GetRolePolicy RoleName=two&PolicyName=in",
        "GetRolePolicy RoleName=two&PolicyName=out",
        "DeleteRole RoleName=two",
        "DeleteRolePolicy RoleName=two&PolicyName=in",
        "DeleteRole RoleName=two",
        "DeleteRole RoleName=two",
        "CreateInstanceProfile InstanceProfileName=two",
        "CreateInstanceProfile InstanceProfileName=two",
        "AddRoleToInstanceProfile InstanceProfileName=two&RoleName=none",
        "DeleteInstanceProfile InstanceProfileName=two",
        "CreateOpenIDConnectProvider Url=https://example.com&ClientIDList.member.1=a",
        "CreateOpenIDConnectProvider Url=https://example.com&ClientIDList.member.1=a",
        "GetOpenIDConnectProvider OpenIDConnectProviderArn=arn:aws:iam::111122223333:oidc-provider/example.com",
        "CreateAccountAlias AccountAlias=two-two",
        "ListAccountAliases ",
        "DeleteGroup GroupName=two",
        "DeleteGroup GroupName=two",
    ];

    [Fact]
    public async Task IAM_answers_as_moto_does()
    {
        using var theirs = new HttpClient { BaseAddress = new Uri(moto.Require()) };
        using var ours = new HttpClient(new SandboxHandler(new SandboxCloud())) { BaseAddress = new Uri("http://iam.amazonaws.com") };
        await moto.ResetAsync(TestContext.Current.CancellationToken);
        var differences = new List<string>();
        foreach (var step in Flow)
        {
            var (expected, actual) = (await Send(theirs, step), await Send(ours, step));
            if (expected != actual)
            {
                differences.Add($"{step}\n  moto: {expected}\n  ours: {actual}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task<string> Send(HttpClient client, string step)
    {
        var (operation, parameters) = (step.Split(' ')[0], step[(step.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var form = parameters.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair => KeyValuePair.Create(pair.Split('=')[0], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent([new("Action", operation), new("Version", "2010-05-08"), .. form]) };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = XDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var code = body.Descendants().FirstOrDefault(static element => element.Name.LocalName == "Code")?.Value;
        return $"{(int)response.StatusCode} {code ?? string.Join(" ", Leaves(body))}";
    }

    private static IEnumerable<string> Leaves(XDocument body) => body.Descendants()
        .Where(static element => !element.HasElements && element.Value.Trim().Length > 0 && element.Name.LocalName != "RequestId")
        .Where(static element => !element.AncestorsAndSelf().Any(ancestor => Invented.Contains(ancestor.Name.LocalName)))
        .Select(static element => $"{element.Name.LocalName}={(IsRandom(element.Name.LocalName) ? "…" : element.Value.Trim())}")
        .Where(static leaf => !leaf.StartsWith("QRCodePNG", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static bool IsRandom(string member) => member is "SecretAccessKey" or "Base32StringSeed" || (member.EndsWith("Id", StringComparison.Ordinal) && !member.EndsWith("VersionId", StringComparison.Ordinal));
}
