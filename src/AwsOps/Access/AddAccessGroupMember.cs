using System.Management.Automation;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Makes users members of groups. Who is a member already stays one.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers; New-AccessUser anna, ben | Add-AccessGroupMember -GroupName developers; Get-AccessGroup</code>
/// <para>Puts two users into a group.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers; $null = New-AccessUser anna; Add-AccessGroupMember developers anna -PassThru</code>
/// <para>The same by names, with the group as it is then.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AccessGroupMember", SupportsShouldProcess = true)]
[OutputType(typeof(AccessGroup))]
[IamAction("iam:AddUserToGroup", "iam:GetGroup", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies")]
public sealed class AddAccessGroupMemberCommand : GroupMemberCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ChangeAsync(AwsConnection aws, string group, string user, bool isMember)
    {
        if (isMember)
        {
            WriteVerbose($"User {user} is in group {group} already.");
            return;
        }

        try
        {
            await Changes.ApplyAsync(new Change($"Add user {user}", $"Group {group}"), cancel => aws.Iam.AddUserToGroupAsync(new AddUserToGroupRequest { GroupName = group, UserName = user }, cancel));
        }
        catch (NoSuchEntityException)
        {
            throw new AccessUsers(aws, Changes).NotFound(user);
        }
    }
}
