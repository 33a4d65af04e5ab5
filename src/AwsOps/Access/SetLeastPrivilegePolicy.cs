using System.Management.Automation;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>Gives a user, group or role the policy that New-LeastPrivilegePolicy wrote, inline or managed, and with -Replace nothing else. All or nothing.</summary>
/// <remarks>
/// <para>-WhatIf says what would be allowed no more and what would be new. A managed policy keeps its old version; with five of them the oldest goes only with -Force. When a step fails, those before it are taken back.</para>
/// <para>Without -Replace the other policies stay, and what they allow stays allowed.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop -PolicyArn AmazonS3FullAccess; New-LeastPrivilegePolicy -Principal shop -Action s3:GetObject -Resource arn:aws:s3:::photos/* | Set-LeastPrivilegePolicy -Replace -WhatIf</code>
/// <para>Shows what would become of a role.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop; New-LeastPrivilegePolicy -Action s3:GetObject -Resource arn:aws:s3:::photos/* | Set-LeastPrivilegePolicy -RoleName shop -PolicyName photos -Managed -PassThru</code>
/// <para>Makes a managed policy from a list of wishes and attaches it.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html">Versions of policies</seealso>
[Cmdlet(VerbsCommon.Set, "LeastPrivilegePolicy", SupportsShouldProcess = true)]
[OutputType(typeof(AccessPolicy))]
[IamAction(
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeleteGroupPolicy",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:DeleteRolePolicy",
    "iam:DeleteUserPolicy",
    "iam:DetachGroupPolicy",
    "iam:DetachRolePolicy",
    "iam:DetachUserPolicy",
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
    "iam:ListGroupsForUser",
    "iam:ListPolicies",
    "iam:ListPolicyVersions",
    "iam:ListRolePolicies",
    "iam:ListUserPolicies",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion")]
public sealed class SetLeastPrivilegePolicyCommand : AwsCmdlet
{
    /// <summary>What New-LeastPrivilegePolicy wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public LeastPrivilegePolicy InputObject { get; set; } = null!;

    /// <summary>Name of the policy; a second and third document get -2 and -3 behind it.</summary>
    [Parameter]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,120}$", "-PolicyName '{0}': 1 to 120 letters, digits and _+=,.@- are allowed.")]
    public string PolicyName { get; set; } = "LeastPrivilege";

    /// <summary>User to give it to. Without a user, group or role: the one it was written for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Group to give it to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? GroupName { get; set; }

    /// <summary>Role to give it to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? RoleName { get; set; }

    /// <summary>As managed policies of the account, made or brought to a new version, and attached. Without it: inline.</summary>
    [Parameter]
    public SwitchParameter Managed { get; set; }

    /// <summary>Detaches all other managed policies and removes all other inline ones. Permissions through groups stay.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Takes a policy that allows what was not allowed before, or does not allow everything recorded.</summary>
    [Parameter]
    public SwitchParameter AllowUnproven { get; set; }

    /// <summary>Removes the oldest version of a managed policy that is not in use when there are five already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the policies as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => InputObject?.Principal ?? PolicyName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var identity = Target();
        Check(identity);
        var work = new LeastPrivilegeChange(aws, Changes, identity, PolicyName, Force);
        if (identity.Kind == IdentityKind.User && await GroupsAsync(aws, identity.Name) is { Count: > 0 } groups && Replace)
        {
            WriteWarning($"{identity} keeps what it may do through its groups: {string.Join(", ", groups)}.");
        }

        var documents = InputObject.Document.Select(text => PolicyTexts.Check(nameof(InputObject), text, PolicyKind.Identity, PolicyTexts.ManagedLimit)).ToList();
        await work.ApplyAsync(documents, Managed, Replace, StopToken);
        if (PassThru)
        {
            await foreach (var policy in new AccessPolicies(aws, Changes).OfAsync(identity, work.Names(documents.Count), static _ => { }, StopToken))
            {
                WriteObject(policy);
            }
        }
    }

    private Identity Target()
    {
        var named = Identity.Of(UserName is null ? [] : [UserName], GroupName is null ? [] : [GroupName], RoleName is null ? [] : [RoleName]);
        if (named.Count > 1)
        {
            throw new AwsOpsException("SeveralTargets", ErrorCategory.InvalidArgument, $"A policy is given to one at a time, and {string.Join(" and ", named)} were named.", "Call it once for each.");
        }

        if (named.Count == 1)
        {
            return named[0];
        }

        var principal = InputObject.Principal is { } arn ? RequestPrincipal.Parse(arn) : null;
        return principal?.Kind switch
        {
            PrincipalKind.User => new Identity(IdentityKind.User, principal.Name),
            PrincipalKind.Role => new Identity(IdentityKind.Role, principal.Name),
            _ => throw new AwsOpsException("TargetMissing", ErrorCategory.InvalidArgument, "The policy was written for nobody in particular.", "Give -UserName, -GroupName or -RoleName."),
        };
    }

    private void Check(Identity identity)
    {
        if (InputObject.Document.Count == 0)
        {
            throw new AwsOpsException("NothingRecorded", ErrorCategory.InvalidData, $"The policy for {identity} allows nothing, since nothing was recorded. Nothing was done.", "Look at a longer time, or at trail files.");
        }

        if (!AllowUnproven && (InputObject.Missing.Count > 0 || InputObject.NotAllowedBefore.Count > 0))
        {
            throw new AwsOpsException(
                "PolicyNotProven",
                ErrorCategory.SecurityError,
                InputObject.NotAllowedBefore.Count > 0
                    ? $"The policy allows what {identity} may not do now: {string.Join("; ", InputObject.NotAllowedBefore.Take(3))}. Nothing was done."
                    : $"The policy does not allow everything that was recorded: {string.Join("; ", InputObject.Missing.Take(3))}. Nothing was done.",
                "Look at NotAllowedBefore, Missing and Note; -AllowUnproven takes it all the same.");
        }

        var limit = PolicyTexts.InlineLimit(identity.Kind);
        if (!Managed && InputObject.CharacterCount > limit)
        {
            throw new AwsOpsException("PolicyTooLong", ErrorCategory.LimitsExceeded, $"The policy has {InputObject.CharacterCount} characters without white space; {limit} are allowed in all inline policies of a {identity.Kind.ToString().ToLowerInvariant()}. Nothing was done.", "Use -Managed, or New-LeastPrivilegePolicy -MaximumNames to shorten it.");
        }
    }

    private Task<List<string>> GroupsAsync(AwsConnection aws, string user) => Pager.AllAsync<string>(
        async (token, cancel) =>
        {
            var page = await aws.Iam.ListGroupsForUserAsync(new ListGroupsForUserRequest { UserName = user, Marker = token }, cancel);
            return (page.Groups?.Select(static group => group.GroupName), page.IsTruncated == true ? page.Marker : null);
        },
        StopToken);
}
