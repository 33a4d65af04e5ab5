using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>Makes an IAM role: for an AWS service, for other accounts, or by a trust policy of one's own.</summary>
/// <remarks>
/// <para>For EC2 an instance profile of the same name is made with it, ready for New-LaunchTemplate. When a step fails, what was made before it is taken back.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole -RoleName shop -Service ec2.amazonaws.com -PolicyArn AmazonSSMManagedInstanceCore</code>
/// <para>Makes a role for instances, with Session Manager instead of open SSH ports.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole auditor -TrustedAccountId 444455556666 -ExternalId k7 -PolicyArn SecurityAudit</code>
/// <para>Lets another account read, and only when it names the external id.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create.html">IAM role creation</seealso>
[Cmdlet(VerbsCommon.New, "AccessRole", SupportsShouldProcess = true, DefaultParameterSetName = ServiceSet)]
[OutputType(typeof(AccessRole))]
[IamAction(
    "iam:AddRoleToInstanceProfile",
    "iam:AttachRolePolicy",
    "iam:CreateInstanceProfile",
    "iam:CreateRole",
    "iam:DeleteInstanceProfile",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetPolicy",
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "iam:RemoveRoleFromInstanceProfile",
    "iam:TagRole")]
public sealed class NewAccessRoleCommand : AwsCmdlet
{
    private const string ServiceSet = "Service";
    private const string AccountSet = "Account";
    private const string PolicySet = "Policy";

    /// <summary>Name of the role.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateFormat("^[a-zA-Z0-9_+=,.@-]{1,64}$", "-RoleName '{0}': 1 to 64 letters, digits and _+=,.@- are allowed.")]
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
    [ValidateFormat("^[a-zA-Z0-9_+=,.@:/-]{2,1224}$", "-ExternalId '{0}': 2 to 1224 letters, digits and _+=,.@:/- are allowed.")]
    public string? ExternalId { get; set; }

    /// <summary>Trust policy of one's own, JSON.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PolicySet)]
    [ValidateNotNullOrEmpty]
    public string TrustPolicy { get; set; } = null!;

    /// <summary>Managed policies to attach: ARNs, or names of AWS's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PolicyArn { get; set; } = [];

    /// <summary>Inline policies: a hashtable of names and JSON documents.</summary>
    [Parameter]
    public IDictionary? Policy { get; set; }

    /// <summary>ARN of the policy that limits what the role can ever do.</summary>
    [Parameter]
    [ValidateFormat("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", "-PermissionsBoundary '{0}' is not the ARN of a managed policy.")]
    public string? PermissionsBoundary { get; set; }

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
        var plan = new RolePlan(RoleName, ParameterSetName switch
        {
            AccountSet => TrustPolicies.ForAccounts(TrustedAccountId, ExternalId),
            PolicySet => TrustPolicies.Check("-TrustPolicy", nameof(TrustPolicy), TrustPolicy, PolicyKind.Trust),
            _ => TrustPolicies.ForServices(Service),
        })
        {
            Path = Path,
            Description = Description,
            PolicyArns = await roles.ResolvePoliciesAsync(PolicyArn, nameof(PolicyArn), StopToken),
            InlinePolicies = Inline(),
            PermissionsBoundary = PermissionsBoundary is null ? null : (await roles.ResolvePoliciesAsync([PermissionsBoundary], nameof(PermissionsBoundary), StopToken))[0],
            InstanceProfile = ParameterSetName == ServiceSet && !NoInstanceProfile && Service.Contains("ec2.amazonaws.com", StringComparer.Ordinal),
            Tags = Tags.Of(Tag),
        };
        if (await roles.NewAsync(plan, StopToken) is { } role)
        {
            WriteObject(role);
        }
    }

    private List<(string Name, string Document)> Inline()
    {
        var policies = new List<(string, string)>();
        foreach (DictionaryEntry entry in Policy ?? new Hashtable())
        {
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            policies.Add((name, TrustPolicies.Check($"-Policy '{name}'", nameof(Policy), Convert.ToString(entry.Value, CultureInfo.InvariantCulture)!, PolicyKind.Identity)));
        }

        return policies;
    }
}
