using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Removes policies: managed ones with their versions, inline ones, or the attachment of one to a user, group or role.</summary>
/// <remarks>
/// <para>A name alone: the managed policy of the account; while it is attached that is an error, and -Force detaches it first. With users, groups or roles beside it: their inline policy of that name. -PolicyArn with users, groups or roles only detaches.</para>
/// <para>A policy that is somebody's permissions boundary is never removed: without it they could do more.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; Set-AccessPolicy logs-read -Document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"logs:GetLogEvents","Resource":"*"}}'; Remove-AccessPolicy logs-read -Confirm:$false</code>
/// <para>Removes a managed policy with all its versions.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore | Remove-AccessPolicy -PolicyArn AmazonSSMManagedInstanceCore -WhatIf</code>
/// <para>Says what would be detached from a role.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-delete.html">Removing policies</seealso>
[Cmdlet(VerbsCommon.Remove, "AccessPolicy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = NameSet)]
[OutputType(typeof(AccessPolicy))]
[IamAction(
    "iam:DeleteGroupPolicy",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:DeleteRolePolicy",
    "iam:DeleteUserPolicy",
    "iam:DetachGroupPolicy",
    "iam:DetachRolePolicy",
    "iam:DetachUserPolicy",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListAttachedGroupPolicies",
    "iam:ListAttachedRolePolicies",
    "iam:ListAttachedUserPolicies",
    "iam:ListEntitiesForPolicy",
    "iam:ListGroupPolicies",
    "iam:ListPolicies",
    "iam:ListPolicyVersions",
    "iam:ListRolePolicies",
    "iam:ListUserPolicies")]
public sealed class RemoveAccessPolicyCommand : AwsCmdlet
{
    private const string NameSet = "Name";
    private const string ArnSet = "Arn";
    private const string ObjectSet = "Object";

    /// <summary>Names of policies: managed ones of the account, or inline ones when users, groups or roles are named.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] PolicyName { get; set; } = [];

    /// <summary>Managed policies, by ARN or name: removed, or only detached from the users, groups and roles named.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ArnSet)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] PolicyArn { get; set; } = [];

    /// <summary>A policy from Get-AccessPolicy.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public AccessPolicy InputObject { get; set; } = null!;

    /// <summary>Users that lose the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = NameSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ArnSet)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Groups that lose the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = NameSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ArnSet)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <summary>Roles that lose the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = NameSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ArnSet)]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RoleName { get; set; } = [];

    /// <summary>Detaches a managed policy from all that carry it, to remove it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var policies = new AccessPolicies(aws, Changes);
        var managed = new ManagedPolicies(aws, Changes);
        var identities = Identity.Of(UserName, GroupName, RoleName);
        switch (ParameterSetName)
        {
            case ObjectSet:
                await ForItemAsync(InputObject.PolicyType == AccessPolicyType.Inline ? $"{InputObject.AttachedTo[0].Identity.Name}/{InputObject.PolicyName}" : InputObject.PolicyName, () => RemoveAsync(policies, managed, InputObject));
                break;
            case ArnSet when identities.Count > 0:
                var arns = await managed.ResolveAsync(PolicyArn, StopToken);
                foreach (var (identity, arn) in identities.SelectMany(identity => arns.Select(arn => (identity, arn))))
                {
                    await ForItemAsync(identity.Name, () => policies.DetachAsync(identity, arn, StopToken));
                }

                break;
            case NameSet when identities.Count > 0:
                foreach (var (identity, name) in identities.SelectMany(identity => PolicyName.Select(name => (identity, name))))
                {
                    await ForItemAsync($"{identity.Name}/{name}", () => policies.RemoveInlineAsync(identity, name, StopToken));
                }

                break;
            default:
                foreach (var name in ParameterSetName == ArnSet ? PolicyArn : PolicyName)
                {
                    await ForItemAsync(name, async () =>
                    {
                        var policy = (name.StartsWith("arn:", StringComparison.Ordinal) ? await managed.FindAsync(name, StopToken) : await managed.FindOwnAsync(name, StopToken)) ?? throw policies.NotFound(name);
                        await RemoveAsync(policies, managed, await managed.DescribeAsync(policy, StopToken));
                    });
                }

                break;
        }
    }

    private async Task RemoveAsync(AccessPolicies policies, ManagedPolicies managed, AccessPolicy policy)
    {
        if (policy.PolicyType == AccessPolicyType.Aws)
        {
            throw AwsOpsException.BadArgument(nameof(PolicyArn), policy.PolicyArn, "this is a policy of AWS's own, which can't be removed;", "name users, groups or roles to detach it from them.");
        }

        var removed = policy.PolicyType == AccessPolicyType.Inline
            ? await policies.RemoveInlineAsync(policy.AttachedTo[0].Identity, policy.PolicyName, StopToken)
            : await managed.RemoveAsync(policy, Force);
        if (removed && PassThru)
        {
            WriteObject(policy);
        }
    }
}
