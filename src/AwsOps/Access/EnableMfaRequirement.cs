using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Accounts;

namespace AwsOps.Access;

/// <summary>Makes MFA a must for users or groups: a policy that denies everything without it but setting it up. Run twice, the second run changes nothing.</summary>
/// <remarks>
/// <para>The policy is that of the IAM User Guide. Before anything is changed the policy engine proves, for every action of AWS, that without MFA only the set-up is possible and that with MFA nothing is lost, and checks that each user concerned could set up MFA with the policies and the boundary it has.</para>
/// <para>Access keys work without MFA only until then: their users must get a session with MFA from sts:GetSessionToken. Users with active keys are named in a warning; programs are better given roles.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup people; $null = New-AccessUser anna -GroupName people; Enable-MfaRequirement -GroupName people -WhatIf</code>
/// <para>Says what the policy would be and where it would be attached.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup people; Get-AccessGroup people | Enable-MfaRequirement -PassThru</code>
/// <para>Makes MFA a must for the members of a group.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html">The example policy</seealso>
[Cmdlet(VerbsLifecycle.Enable, "MfaRequirement", SupportsShouldProcess = true)]
[OutputType(typeof(AccessPolicy))]
[IamAction(
    "iam:AttachGroupPolicy",
    "iam:AttachUserPolicy",
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetGroup",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetUser",
    "iam:ListAccessKeys",
    "iam:ListAttachedGroupPolicies",
    "iam:ListAttachedUserPolicies",
    "iam:ListEntitiesForPolicy",
    "iam:ListPolicies",
    "iam:ListPolicyVersions")]
public sealed class EnableMfaRequirementCommand : AwsCmdlet
{
    private AccountSnapshot? _account;

    /// <summary>Groups whose members must use MFA.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <summary>Users who must use MFA.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,64}$", "-UserName '{0}' is no IAM user. The root user's MFA is set up in the console; no policy binds it.")]
    public string[] UserName { get; set; } = [];

    /// <summary>Name of the managed policy that is made or brought up to date.</summary>
    [Parameter]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,128}$", "-PolicyName '{0}': 1 to 128 letters, digits and _+=,.@- are allowed.")]
    public string PolicyName { get; set; } = "RequireMfa";

    /// <summary>Goes on though some users could not set up their MFA.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the policy.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var identities = Identity.Of(UserName, GroupName, []);
        if (identities.Count == 0)
        {
            throw new AwsOpsException("NobodyNamed", ErrorCategory.InvalidArgument, "Neither -GroupName nor -UserName is given.", "Name groups or users who must use MFA.");
        }

        await ForItemAsync(PolicyName, () => RequireAsync(aws, identities));
    }

    private async Task RequireAsync(AwsConnection aws, IReadOnlyList<Identity> identities)
    {
        var document = MfaRequirement.Document(Arns.Partition(aws.Region));
        var users = await ConcernedAsync(aws);
        await CheckAsync(aws, users, document);

        var managed = new ManagedPolicies(aws, Changes);
        var own = await managed.FindOwnAsync(PolicyName, StopToken);
        if (own is not null)
        {
            await managed.SetAsync(own, document, force: false, StopToken);
        }

        var arn = own?.Arn ?? await managed.NewAsync(PolicyName, "/", "Denies everything without MFA but setting it up.", [], document);
        var policies = new AccessPolicies(aws, Changes);
        foreach (var identity in identities)
        {
            await ForItemAsync(identity.Name, () => policies.AttachAsync(identity, arn ?? $"policy {PolicyName}", StopToken));
        }

        if (PassThru && arn is not null && await managed.FindAsync(arn, StopToken) is { } policy)
        {
            WriteObject(await managed.DescribeAsync(policy, StopToken));
        }
    }

    /// <summary>The users named and the members of the groups named.</summary>
    private async Task<IReadOnlyList<string>> ConcernedAsync(AwsConnection aws)
    {
        var users = new SortedSet<string>(UserName, StringComparer.Ordinal);
        var all = new AccessUsers(aws, Changes);
        foreach (var user in UserName)
        {
            await all.RequireAsync(user, StopToken);
        }

        var groups = new AccessGroups(aws, Changes);
        foreach (var group in GroupName)
        {
            users.UnionWith((await groups.MembersAsync(group, StopToken) ?? throw groups.NotFound(group)).Members);
        }

        return [.. users];
    }

    private async Task CheckAsync(AwsConnection aws, IReadOnlyList<string> users, PolicyDocument document)
    {
        _account ??= new AccountSnapshot(await AccountReader.ReadAsync(aws, StopToken));
        var blocked = MfaRequirement.Blocked(_account, users, document);
        if (blocked.Count > 0)
        {
            var text = $"These users could not set up their MFA, and would be locked out: {string.Join("; ", blocked.Select(static pair => $"{pair.User}: {pair.Reason}"))}";
            if (!Force)
            {
                throw new AwsOpsException("SetUpBlocked", ErrorCategory.ResourceBusy, $"{text} Nothing was changed.", "Allow it in the policy named, or use -Force.");
            }

            WriteWarning(text);
        }

        var keys = await Bounded.SelectAsync(users, async user => (user, Keys: await AccessKeys.OfAsync(aws, user, StopToken)), StopToken);
        var withKeys = keys.Where(static pair => pair.Keys.Exists(static key => key.Status == Amazon.IdentityManagement.StatusType.Active)).Select(static pair => pair.user).ToList();
        if (withKeys.Count > 0)
        {
            WriteWarning($"Access keys of {string.Join(", ", withKeys)} will be refused but for sessions with MFA (sts:GetSessionToken).");
        }
    }
}
