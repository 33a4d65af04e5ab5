using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows IAM users with their groups and policies.</summary>
/// <remarks><para>Passwords, keys and MFA devices are shown by Get-CredentialReport, Get-AccessKey and Get-MfaStatus.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna, ben; Get-AccessUser</code>
/// <para>Shows all users of the account.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna -PolicyArn ReadOnlyAccess; Get-AccessUser anna | Get-AccessPolicy</code>
/// <para>Shows the policies of a user.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AccessUser")]
[OutputType(typeof(AccessUser))]
[IamAction("iam:GetAccountAuthorizationDetails", "iam:GetUser", "iam:ListAttachedUserPolicies", "iam:ListGroupsForUser", "iam:ListUserPolicies", "iam:ListUsers")]
public sealed class GetAccessUserCommand : AwsCmdlet
{
    /// <summary>Names of users. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var users = new AccessUsers(aws, Changes);
        await foreach (var user in users.GetAsync(UserName, name => WriteError(ErrorRecords.From(users.NotFound(name), name, this)), StopToken))
        {
            WriteObject(user);
        }
    }
}
