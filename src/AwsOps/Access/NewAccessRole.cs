using System.Collections;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>Makes an IAM role: for an AWS service, for other accounts, for an OIDC provider, or by a trust policy of one's own.</summary>
/// <remarks>
/// <para>For EC2 an instance profile of the same name is made with it, ready for New-LaunchTemplate. When a step fails, what was made before it is removed again.</para>
/// <para>A provider that everybody has an account with, such as GitHub, is refused without a subject that says whose identities may come in.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole -RoleName shop -Service ec2.amazonaws.com -PolicyArn AmazonSSMManagedInstanceCore</code>
/// <para>Makes a role for instances, with Session Manager instead of open SSH ports.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7 -PolicyArn SecurityAudit</code>
/// <para>Lets another account read, and only when it names the external id.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole deploy -OidcProvider token.actions.githubusercontent.com -CreateOidcProvider -OidcSubject 'repo:my-org/shop:ref:refs/heads/main'</code>
/// <para>Lets the main branch of one GitHub repository deploy, without any stored key.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create.html">IAM role creation</seealso>
[Cmdlet(VerbsCommon.New, "AccessRole", SupportsShouldProcess = true, DefaultParameterSetName = ServiceSet)]
[OutputType(typeof(AccessRole))]
[IamAction(
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:AddRoleToInstanceProfile",
    "iam:AttachRolePolicy",
    "iam:CreateInstanceProfile",
    "iam:CreateOpenIDConnectProvider",
    "iam:CreateRole",
    "iam:DeleteInstanceProfile",
    "iam:DeleteOpenIDConnectProvider",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetOpenIDConnectProvider",
    "iam:GetPolicy",
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListPolicies",
    "iam:ListRolePolicies",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "iam:RemoveClientIDFromOpenIDConnectProvider",
    "iam:RemoveRoleFromInstanceProfile",
    "iam:TagRole")]
public sealed class NewAccessRoleCommand : AwsCmdlet
{
    private const string ServiceSet = "Service";
    private const string AccountSet = "Account";
    private const string OidcSet = "Oidc";
    private const string PolicySet = "Policy";

    /// <summary>Name of the role.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,64}$", "-RoleName '{0}': 1 to 64 letters, digits and _+=,.@- are allowed.")]
    public string RoleName { get; set; } = null!;

    /// <summary>Services that may take the role, e.g. ec2.amazonaws.com.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentCompleter(typeof(ServicePrincipalCompleter))]
    [ValidateFormat(@"^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$", "-Service '{0}' is not a service principal; it looks like ec2.amazonaws.com.")]
    public string[] Service { get; set; } = ["ec2.amazonaws.com"];

    /// <summary>Accounts that may take the role.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AccountSet)]
    [ValidateFormat("^[0-9]{12}$", "-TrustedAccountId '{0}': an account id has 12 digits.")]
    public string[] TrustedAccountId { get; set; } = [];

    /// <summary>External id that the accounts must name when they take the role.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@:/-]{2,1224}$", "-ExternalId '{0}': 2 to 1224 letters, digits and _+=,.@:/- are allowed.")]
    public string? ExternalId { get; set; }

    /// <summary>Only for sessions that were started with MFA.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    public SwitchParameter RequireMfa { get; set; }

    /// <summary>OIDC provider whose identities may take the role: its ARN, or its URL or host, e.g. token.actions.githubusercontent.com.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OidcSet)]
    [ArgumentCompleter(typeof(OidcProviderCompleter))]
    [ValidateFormat(@"^(arn:[^:]+:iam::[0-9]{12}:oidc-provider/|https://)?[A-Za-z0-9.-]+\.[A-Za-z]{2,}(/[^\s?*]*)?$", "-OidcProvider '{0}': give the provider's ARN, its URL or its host, e.g. token.actions.githubusercontent.com.")]
    public string OidcProvider { get; set; } = null!;

    /// <summary>Audience that the identities' tokens must be for.</summary>
    [Parameter(ParameterSetName = OidcSet)]
    [ValidateNotNullOrEmpty]
    public string OidcAudience { get; set; } = "sts.amazonaws.com";

    /// <summary>Subjects that may take the role; * and ? stand for any characters.</summary>
    [Parameter(ParameterSetName = OidcSet)]
    [ValidateNotNullOrEmpty]
    public string[] OidcSubject { get; set; } = [];

    /// <summary>Makes the provider known to the account, or adds the audience to it, where that lacks.</summary>
    [Parameter(ParameterSetName = OidcSet)]
    public SwitchParameter CreateOidcProvider { get; set; }

    /// <summary>Trust policy of one's own, JSON.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PolicySet)]
    [ValidateNotNullOrEmpty]
    public string TrustPolicy { get; set; } = null!;

    /// <summary>Managed policies to attach: ARNs, or names of AWS's own or of the account's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] PolicyArn { get; set; } = [];

    /// <summary>Inline policies: a hashtable of names and JSON documents.</summary>
    [Parameter]
    public IDictionary? Policy { get; set; }

    /// <summary>Managed policy that limits what the role can ever do: an ARN or a name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Longest session in seconds, an hour unless given.</summary>
    [Parameter]
    [ValidateRange(3600, 43200)]
    public int? MaxSessionSeconds { get; set; }

    /// <summary>Path of the role.</summary>
    [Parameter]
    [ValidateFormat("^/([\\x21-\\x7e]+/)?$", "-Path '{0}': a path begins and ends with /.")]
    public string Path { get; set; } = "/";

    /// <summary>What the role is for.</summary>
    [Parameter]
    [ValidateLength(0, 1000)]
    public string? Description { get; set; }

    /// <summary>No instance profile for a role that EC2 may take.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public SwitchParameter NoInstanceProfile { get; set; }

    /// <summary>Tags of the role.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => RoleName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var roles = new AccessRoles(aws, Changes);
        var managed = new ManagedPolicies(aws, Changes);
        var provider = ParameterSetName == OidcSet ? await ProviderAsync(aws) : null;
        var plan = new RolePlan(RoleName, await TrustAsync(aws, provider))
        {
            Path = Path,
            Description = Description,
            PolicyArns = await managed.ResolveAsync(PolicyArn, StopToken),
            InlinePolicies = PolicyTexts.Inline(nameof(Policy), Policy, IdentityKind.Role),
            PermissionsBoundary = await managed.BoundaryAsync(PermissionsBoundary, StopToken),
            MaxSessionSeconds = MaxSessionSeconds,
            Oidc = provider is null ? null : (provider, OidcAudience, CreateOidcProvider),
            InstanceProfile = ParameterSetName == ServiceSet && !NoInstanceProfile && Service.Contains("ec2.amazonaws.com", StringComparer.Ordinal),
            Tags = Tags.Of(Tag),
        };
        if (await roles.NewAsync(plan, StopToken) is { } role)
        {
            WriteObject(role);
        }
    }

    private async Task<string> TrustAsync(AwsConnection aws, string? provider) => ParameterSetName switch
    {
        AccountSet => TrustPolicies.ForAccounts(Arns.Partition(aws.Region), TrustedAccountId, ExternalId, RequireMfa),
        OidcSet => TrustPolicies.ForOidc(provider!, OidcAudience, OidcSubject, await aws.GetAccountIdAsync(StopToken)),
        PolicySet => PolicyTexts.Check(nameof(TrustPolicy), TrustPolicy, PolicyKind.Trust).Text,
        _ => TrustPolicies.ForServices(Service),
    };

    private async Task<string> ProviderAsync(AwsConnection aws) => OidcProvider.StartsWith("arn:", StringComparison.Ordinal)
        ? OidcProvider
        : $"arn:{Arns.Partition(aws.Region)}:iam::{await aws.GetAccountIdAsync(StopToken)}:oidc-provider/{OidcProvider.Replace("https://", string.Empty, StringComparison.Ordinal).TrimEnd('/')}";
}
