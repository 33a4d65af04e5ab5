using System.Collections;
using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Makes IAM groups with their policies.</summary>
/// <remarks><para>When a step fails, what was made before it is removed again.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessGroup developers -PolicyArn ReadOnlyAccess</code>
/// <para>Makes a group whose members may read everything.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna; New-AccessGroup operators -Policy @{ scale = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"autoscaling:*","Resource":"*"}}' } | Add-AccessGroupMember -UserName anna</code>
/// <para>Makes a group with an inline policy, and a user its member.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "AccessGroup", SupportsShouldProcess = true)]
[OutputType(typeof(AccessGroup))]
[IamAction(
    "iam:AttachGroupPolicy",
    "iam:CreateGroup",
    "iam:DeleteGroup",
    "iam:DeleteGroupPolicy",
    "iam:DetachGroupPolicy",
    "iam:GetGroup",
    "iam:GetPolicy",
    "iam:ListAttachedGroupPolicies",
    "iam:ListGroupPolicies",
    "iam:ListPolicies",
    "iam:PutGroupPolicy")]
public sealed class NewAccessGroupCommand : AwsCmdlet
{
    /// <summary>Names of the groups.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,128}$", "-GroupName '{0}': 1 to 128 letters, digits and _+=,.@- are allowed.")]
    public string[] GroupName { get; set; } = [];

    /// <summary>Managed policies to attach: ARNs, or names of AWS's own or of the account's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] PolicyArn { get; set; } = [];

    /// <summary>Inline policies: a hashtable of names and JSON documents.</summary>
    [Parameter]
    public IDictionary? Policy { get; set; }

    /// <summary>Path of the groups.</summary>
    [Parameter]
    [ValidateFormat("^/([\\x21-\\x7e]+/)?$", "-Path '{0}': a path begins and ends with /.")]
    public string Path { get; set; } = "/";

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var arns = await new ManagedPolicies(aws, Changes).ResolveAsync(PolicyArn, StopToken);
        var inline = PolicyTexts.Inline(nameof(Policy), Policy, IdentityKind.Group);
        var groups = new AccessGroups(aws, Changes);
        foreach (var name in GroupName)
        {
            await ForItemAsync(name, async () =>
            {
                if (await groups.NewAsync(name, Path, arns, inline, StopToken) is { } group)
                {
                    WriteObject(group);
                }
            });
        }
    }
}
