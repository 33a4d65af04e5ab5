using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Removes IAM groups with their policies; -Force takes their members out first.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers -PolicyArn ReadOnlyAccess; Remove-AccessGroup developers -Confirm:$false</code>
/// <para>Removes a group without members.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers; $null = New-AccessUser anna -GroupName developers; Get-AccessGroup developers | Remove-AccessGroup -Force -WhatIf</code>
/// <para>Says each step that removing would take.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AccessGroup", SupportsShouldProcess = true)]
[OutputType(typeof(AccessGroup))]
[IamAction(
    "iam:DeleteGroup",
    "iam:DeleteGroupPolicy",
    "iam:DetachGroupPolicy",
    "iam:GetGroup",
    "iam:ListAttachedGroupPolicies",
    "iam:ListGroupPolicies",
    "iam:RemoveUserFromGroup")]
public sealed class RemoveAccessGroupCommand : AwsCmdlet
{
    /// <summary>Names of the groups to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <summary>Takes members out first.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new AccessGroups(aws, Changes);
        await foreach (var group in groups.GetAsync(GroupName, name => WriteError(ErrorRecords.From(groups.NotFound(name), name, this)), StopToken))
        {
            await ForItemAsync(group.GroupName, async () =>
            {
                if (await groups.RemoveAsync(group, Force) && PassThru)
                {
                    WriteObject(group);
                }
            });
        }
    }
}
