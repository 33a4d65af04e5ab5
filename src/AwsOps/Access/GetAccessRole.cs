using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows IAM roles: who may take them, and which policies they carry.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop; Get-AccessRole</code>
/// <para>Shows all roles of the account.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop; (Get-AccessRole shop).TrustPolicy</code>
/// <para>Shows the trust policy of a role.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AccessRole")]
[OutputType(typeof(AccessRole))]
[IamAction("iam:GetAccountAuthorizationDetails", "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies")]
public sealed class GetAccessRoleCommand : AwsCmdlet
{
    /// <summary>Names of roles, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RoleName { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var roles = new AccessRoles(aws, Changes);
        return WriteNamedAsync(RoleName, (names, missing) => roles.GetAsync(names, missing, StopToken), static role => [role.RoleName], roles.NotFound);
    }
}
