using System.Collections;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>Brings a policy to a given document, makes it when there is none, and attaches it. Run twice, the second run changes nothing.</summary>
/// <remarks>
/// <para>A name and a document: a managed policy of the account. With users, groups or roles beside them: an inline policy of each. An ARN (or the name of an existing managed policy in -PolicyArn): that policy gets the document, if there is one, and is attached to those named.</para>
/// <para>The document is read before any call; what AWS would refuse is an error with line and column, and what is dangerous a warning. -WhatIf shows the difference statement by statement. A managed policy keeps its old version; where there are five, -Force removes the oldest that is not in use.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; Set-AccessPolicy logs-read -Document '{"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Action":"logs:GetLogEvents","Resource":"*"}}' -PassThru</code>
/// <para>Makes a managed policy, or a new version of it when it says something else.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop; Set-AccessPolicy bucket -RoleName shop -Document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"}}' -WhatIf</code>
/// <para>Says what an inline policy would add to a role.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessRole shop | Set-AccessPolicy -PolicyArn AmazonSSMManagedInstanceCore</code>
/// <para>Attaches a managed policy to a role.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html">Versions of policies</seealso>
[Cmdlet(VerbsCommon.Set, "AccessPolicy", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(AccessPolicy))]
[IamAction(
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:GetGroupPolicy",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRolePolicy",
    "iam:GetUserPolicy",
    "iam:ListAttachedGroupPolicies",
    "iam:ListAttachedRolePolicies",
    "iam:ListAttachedUserPolicies",
    "iam:ListEntitiesForPolicy",
    "iam:ListGroupPolicies",
    "iam:ListPolicies",
    "iam:ListPolicyVersions",
    "iam:ListRolePolicies",
    "iam:ListUserPolicies",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:TagPolicy")]
public sealed class SetAccessPolicyCommand : AwsCmdlet
{
    private const string NameSet = "Name";
    private const string ArnSet = "Arn";

    /// <summary>Name of the policy: managed, or inline when users, groups or roles are named.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,128}$", "-PolicyName '{0}': 1 to 128 letters, digits and _+=,.@- are allowed; an ARN goes into -PolicyArn.")]
    public string PolicyName { get; set; } = null!;

    /// <summary>An existing managed policy, by ARN or name: to change, to attach, or both.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ArnSet)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string PolicyArn { get; set; } = null!;

    /// <summary>What the policy is to say, JSON.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = ArnSet)]
    [ValidateNotNullOrEmpty]
    public string? Document { get; set; }

    /// <summary>Users that get the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Groups that get the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <summary>Roles that get the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RoleName { get; set; } = [];

    /// <summary>Path of a managed policy that is made; an existing one keeps its own.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateFormat("^/([\\x21-\\x7e]+/)?$", "-Path '{0}': a path begins and ends with /.")]
    public string Path { get; set; } = "/";

    /// <summary>Description of a managed policy that is made; AWS can't change one.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateLength(0, 1000)]
    public string? Description { get; set; }

    /// <summary>Tags of a managed policy that is made.</summary>
    [Parameter(ParameterSetName = NameSet)]
    public IDictionary? Tag { get; set; }

    /// <summary>Removes the oldest version that is not in use when there are five already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the policy as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => PolicyName ?? PolicyArn;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var identities = Identity.Of(UserName, GroupName, RoleName);
        var policies = new AccessPolicies(aws, Changes);
        if (ParameterSetName == NameSet && identities.Count > 0)
        {
            foreach (var identity in identities)
            {
                await ForItemAsync(identity.Name, () => SetInlineAsync(policies, identity));
            }

            return;
        }

        await ForItemAsync(ErrorTarget, () => SetManagedAsync(aws, policies, identities));
    }

    private async Task SetManagedAsync(AwsConnection aws, AccessPolicies policies, IReadOnlyList<Identity> identities)
    {
        var managed = new ManagedPolicies(aws, Changes);
        if (await SetManagedAsync(aws, managed) is not { } arn)
        {
            return;
        }

        foreach (var identity in identities)
        {
            await ForItemAsync(identity.Name, () => policies.AttachAsync(identity, arn, StopToken));
        }

        if (PassThru && await managed.FindAsync(arn, StopToken) is { } policy)
        {
            WriteObject(await managed.DescribeAsync(policy, StopToken));
        }
    }

    private async Task SetInlineAsync(AccessPolicies policies, Identity identity)
    {
        await policies.SetInlineAsync(identity, PolicyName, Checked(PolicyTexts.InlineLimit(identity.Kind)), StopToken);
        if (PassThru)
        {
            await foreach (var policy in policies.OfAsync(identity, [PolicyName], static _ => { }, StopToken))
            {
                WriteObject(policy);
            }
        }
    }

    /// <summary>The ARN of the policy; null when it is not there, since -WhatIf made none.</summary>
    private async Task<string?> SetManagedAsync(AwsConnection aws, ManagedPolicies managed)
    {
        var document = Document is null ? null : Checked(PolicyTexts.ManagedLimit);
        if (ParameterSetName == NameSet)
        {
            var own = await managed.FindOwnAsync(PolicyName, StopToken);
            if (own is null)
            {
                return await managed.NewAsync(PolicyName, Path, Description, Tags.Of(Tag), document!);
            }

            await managed.SetAsync(own, document!, Force, StopToken);
            return own.Arn;
        }

        var policy = await managed.FindAsync(PolicyArn, StopToken) ?? throw new AccessPolicies(aws, Changes).NotFound(PolicyArn);
        if (document is not null)
        {
            if (Arns.Account(policy.Arn) == "aws")
            {
                throw AwsOpsException.BadArgument(nameof(PolicyArn), PolicyArn, "this is a policy of AWS's own, which nobody else can change;", "give -PolicyName to make one of the account's.");
            }

            await managed.SetAsync(policy, document, Force, StopToken);
        }

        return policy.Arn;
    }

    private PolicyDocument Checked(int limit)
    {
        var document = PolicyTexts.Check(nameof(Document), Document!, PolicyKind.Identity, limit);
        foreach (var finding in PolicyLinter.Lint(document, PolicyKind.Identity).Where(static finding => finding.Severity >= FindingSeverity.High))
        {
            WriteWarning($"{finding.Id} at {finding.Position}: {finding.Reason} {finding.Fix}");
        }

        return document;
    }
}
