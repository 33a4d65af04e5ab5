using System.Management.Automation;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Takes users out of groups.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers; $null = New-AccessUser anna -GroupName developers; Remove-AccessGroupMember developers anna -PassThru</code>
/// <para>Takes a user out of a group.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers; New-AccessUser anna -GroupName developers | Remove-AccessGroupMember -GroupName developers -WhatIf</code>
/// <para>Says what would be done.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AccessGroupMember", SupportsShouldProcess = true)]
[OutputType(typeof(AccessGroup))]
[IamAction("iam:GetGroup", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies", "iam:RemoveUserFromGroup")]
public sealed class RemoveAccessGroupMemberCommand : GroupMemberCmdlet
{
    /// <inheritdoc/>
    private protected override Task ChangeAsync(AwsConnection aws, string group, string user, bool isMember) => isMember
        ? Changes.ApplyAsync(new Change($"Take out user {user}", $"Group {group}"), cancel => aws.Iam.RemoveUserFromGroupAsync(new RemoveUserFromGroupRequest { GroupName = group, UserName = user }, cancel))
        : throw AwsOpsException.NotFound("Member", user, $"group {group}", $"Get-AccessGroup {group} shows its members.");
}
