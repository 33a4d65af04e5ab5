using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows IAM groups with their members and policies.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers, operators; Get-AccessGroup</code>
/// <para>Shows all groups of the account.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers; $null = New-AccessUser anna -GroupName developers; (Get-AccessGroup developers).Member</code>
/// <para>Shows who is in a group.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AccessGroup")]
[OutputType(typeof(AccessGroup))]
[IamAction("iam:GetAccountAuthorizationDetails", "iam:GetGroup", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies")]
public sealed class GetAccessGroupCommand : AwsCmdlet
{
    /// <summary>Names of groups. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new AccessGroups(aws, Changes);
        await foreach (var group in groups.GetAsync(GroupName, name => WriteError(ErrorRecords.From(groups.NotFound(name), name, this)), StopToken))
        {
            WriteObject(group);
        }
    }
}
