using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows policies of users, groups and roles: their documents, their versions and who carries them.</summary>
/// <remarks>
/// <para>Without parameters the account's managed policies and all inline policies are read in one paged call; a name or a user, group or role is looked up by itself.</para>
/// <para>The document is in the property Document, as JSON text, ready for Test-AccessPolicy and Set-AccessPolicy.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore; Get-AccessPolicy -RoleName shop</code>
/// <para>Shows what a role carries.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; Set-AccessPolicy logs-read -Document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"logs:GetLogEvents","Resource":"*"}}'; (Get-AccessPolicy logs-read).Document</code>
/// <para>Shows the document of a managed policy.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html">Managed and inline policies</seealso>
[Cmdlet(VerbsCommon.Get, "AccessPolicy")]
[OutputType(typeof(AccessPolicy))]
[IamAction(
    "iam:GetAccountAuthorizationDetails",
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
    "iam:ListUserPolicies")]
public sealed class GetAccessPolicyCommand : AwsCmdlet
{
    /// <summary>Names or ARNs of policies. Without it: all of the account, or of the users, groups and roles named.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] PolicyName { get; set; } = [];

    /// <summary>Users whose policies are shown.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Groups whose policies are shown.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <summary>Roles whose policies are shown.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RoleName { get; set; } = [];

    /// <summary>With the policies of AWS's own that are in use.</summary>
    [Parameter]
    public SwitchParameter IncludeAws { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var policies = new AccessPolicies(aws, Changes);
        var identities = Identity.Of(UserName, GroupName, RoleName);
        if (identities.Count == 0)
        {
            await WriteAsync(policies);
            return;
        }

        foreach (var identity in identities)
        {
            await ForItemAsync(identity.Name, async () =>
            {
                await foreach (var policy in policies.OfAsync(identity, PolicyName, name => WriteError(ErrorRecords.From(policies.NotFound(name, identity), name, this)), StopToken))
                {
                    WriteObject(policy);
                }
            });
        }
    }

    private async Task WriteAsync(AccessPolicies policies)
    {
        if (PolicyName.Length == 0)
        {
            WriteObject(await policies.AllAsync(IncludeAws, StopToken), enumerateCollection: true);
            return;
        }

        await foreach (var policy in policies.NamedAsync(PolicyName, name => WriteError(ErrorRecords.From(policies.NotFound(name), name, this)), StopToken))
        {
            WriteObject(policy);
        }
    }
}
