using System.Collections;
using System.Management.Automation;
using System.Security;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Makes IAM users: in groups, with policies, and with a console password when one is given.</summary>
/// <remarks>
/// <para>People are better given roles by an identity provider; a user is for what can't have one. Access keys are made by New-AccessKey, MFA devices by New-MfaDevice.</para>
/// <para>When a step fails, what was made before it is removed again.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessGroup developers -PolicyArn ReadOnlyAccess; 'anna', 'ben' | New-AccessUser -GroupName developers -Tag @{ team = 'shop' }</code>
/// <para>Makes two users in a group.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $password = [securestring]::new(); 'correct-Horse-7'.ToCharArray() | ForEach-Object { $password.AppendChar($_) }; New-AccessUser anna -Password $password</code>
/// <para>Makes a user who can sign in to the console, and must choose a password of her own there.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_create.html">IAM users</seealso>
[Cmdlet(VerbsCommon.New, "AccessUser", SupportsShouldProcess = true)]
[OutputType(typeof(AccessUser))]
[IamAction(
    "iam:AddUserToGroup",
    "iam:AttachUserPolicy",
    "iam:CreateLoginProfile",
    "iam:CreateUser",
    "iam:DeleteUser",
    "iam:DeleteUserPolicy",
    "iam:DetachUserPolicy",
    "iam:GetGroup",
    "iam:GetPolicy",
    "iam:GetUser",
    "iam:ListAttachedUserPolicies",
    "iam:ListGroupsForUser",
    "iam:ListPolicies",
    "iam:ListUserPolicies",
    "iam:PutUserPolicy",
    "iam:RemoveUserFromGroup",
    "iam:TagUser")]
public sealed class NewAccessUserCommand : AwsCmdlet
{
    /// <summary>Names of the users.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,64}$", "-UserName '{0}': 1 to 64 letters, digits and _+=,.@- are allowed.")]
    public string[] UserName { get; set; } = [];

    /// <summary>Groups they join.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupName { get; set; } = [];

    /// <summary>Managed policies to attach: ARNs, or names of AWS's own or of the account's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] PolicyArn { get; set; } = [];

    /// <summary>Inline policies: a hashtable of names and JSON documents.</summary>
    [Parameter]
    public IDictionary? Policy { get; set; }

    /// <summary>Managed policy that limits what they can ever do: an ARN or a name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Path of the users.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateFormat("^/([\\x21-\\x7e]+/)?$", "-Path '{0}': a path begins and ends with /.")]
    public string Path { get; set; } = "/";

    /// <summary>Console password. Without it they can't sign in to the console.</summary>
    [Parameter]
    public SecureString? Password { get; set; }

    /// <summary>The password may be kept; else it must be changed at the first sign-in.</summary>
    [Parameter]
    public SwitchParameter KeepPassword { get; set; }

    /// <summary>Tags of the users.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        // AWS's own message about a value of the wrong form quotes it; a password must not be quoted.
        if (Password is { Length: 0 or > 128 })
        {
            throw new AwsOpsException("InvalidPassword", ErrorCategory.InvalidArgument, "-Password: a password has 1 to 128 characters.");
        }

        var managed = new ManagedPolicies(aws, Changes);
        var plan = new UserPlan(string.Empty)
        {
            Path = Path,
            Groups = GroupName,
            PolicyArns = await managed.ResolveAsync(PolicyArn, StopToken),
            InlinePolicies = PolicyTexts.Inline(nameof(Policy), Policy, IdentityKind.User),
            PermissionsBoundary = await managed.BoundaryAsync(PermissionsBoundary, StopToken),
            Password = Password,
            PasswordReset = !KeepPassword,
            Tags = Tags.Of(Tag),
        };
        await new AccessGroups(aws, Changes).RequireAsync(GroupName, StopToken);
        var users = new AccessUsers(aws, Changes);
        foreach (var name in UserName)
        {
            await ForItemAsync(name, async () =>
            {
                if (await users.NewAsync(plan with { Name = name }, StopToken) is { } user)
                {
                    WriteObject(user);
                }
            });
        }
    }
}
