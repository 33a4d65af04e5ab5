using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Removes IAM roles with what hangs on them: attachments, inline policies, the instance profile of the same name.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop; Remove-AccessRole shop -Confirm:$false</code>
/// <para>Removes a role by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole shop | Remove-AccessRole -WhatIf</code>
/// <para>Says each step that removing would take.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AccessRole", SupportsShouldProcess = true)]
[OutputType(typeof(AccessRole))]
[IamAction(
    "iam:DeleteInstanceProfile",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetInstanceProfile",
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
    "iam:RemoveRoleFromInstanceProfile")]
public sealed class RemoveAccessRoleCommand : AwsCmdlet
{
    /// <summary>Names of the roles to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RoleName { get; set; } = [];

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var roles = new AccessRoles(aws, Changes);
        await foreach (var role in roles.GetAsync(RoleName, name => WriteError(ErrorRecords.From(roles.NotFound(name), name, this)), StopToken))
        {
            await ForItemAsync(role.RoleName, async () =>
            {
                if (await roles.RemoveAsync(role, StopToken) && PassThru)
                {
                    WriteObject(role);
                }
            });
        }
    }
}
