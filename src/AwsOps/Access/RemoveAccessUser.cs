using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Removes IAM users with what hangs on them: password, access keys, MFA devices, policies and memberships.</summary>
/// <remarks>
/// <para>-WhatIf says each step. Keys can't be brought back; to be able to, deactivate them first (Set-AccessKey) and wait.</para>
/// <para>Signing certificates, SSH keys and service-specific credentials are not removed: AWS then refuses the user, and the error says what is gone already.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna; Remove-AccessUser anna -Confirm:$false</code>
/// <para>Removes a user.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna -PolicyArn ReadOnlyAccess; $null = New-AccessKey anna; Get-AccessUser anna | Remove-AccessUser -WhatIf</code>
/// <para>Says each step that removing would take.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html">Removing users</seealso>
[Cmdlet(VerbsCommon.Remove, "AccessUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AccessUser))]
[IamAction(
    "iam:DeactivateMFADevice",
    "iam:DeleteAccessKey",
    "iam:DeleteLoginProfile",
    "iam:DeleteUser",
    "iam:DeleteUserPolicy",
    "iam:DeleteVirtualMFADevice",
    "iam:DetachUserPolicy",
    "iam:GetLoginProfile",
    "iam:GetUser",
    "iam:ListAccessKeys",
    "iam:ListAttachedUserPolicies",
    "iam:ListGroupsForUser",
    "iam:ListMFADevices",
    "iam:ListUserPolicies",
    "iam:RemoveUserFromGroup")]
public sealed class RemoveAccessUserCommand : AwsCmdlet
{
    /// <summary>Names of the users to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var users = new AccessUsers(aws, Changes);
        await foreach (var user in users.GetAsync(UserName, name => WriteError(ErrorRecords.From(users.NotFound(name), name, this)), StopToken))
        {
            await ForItemAsync(user.UserName, async () =>
            {
                if (await users.RemoveAsync(user, StopToken) && PassThru)
                {
                    WriteObject(user);
                }
            });
        }
    }
}
