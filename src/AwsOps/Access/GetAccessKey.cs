using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows access keys of IAM users with their age and last use; never their secrets.</summary>
/// <remarks><para>IAM lists keys per user and tells the last use per key, so that a whole account takes a call for each; for large accounts Get-CredentialReport answers from one report, without the ids.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build | New-AccessKey; Get-AccessKey</code>
/// <para>Shows the keys of all users.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build | New-AccessKey; Get-AccessKey build | Where-Object AgeDays -gt 90 | Set-AccessKey -Status Inactive</code>
/// <para>Deactivates keys older than 90 days.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AccessKey")]
[OutputType(typeof(AccessKey))]
[IamAction("iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:ListUsers")]
public sealed class GetAccessKeyCommand : AwsCmdlet
{
    /// <summary>Users whose keys are shown. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var keys = new AccessKeys(aws, Changes);
        if (UserName.Length == 0)
        {
            var users = await AccessUsers.ListAsync(aws, StopToken);
            var found = await Bounded.SelectAsync(users, user => keys.GetAsync(user.UserName, StopToken), StopToken);
            WriteObject(found.SelectMany(static keys => keys), enumerateCollection: true);
            return;
        }

        foreach (var user in UserName)
        {
            await ForItemAsync(user, async () => WriteObject(await keys.GetAsync(user, StopToken), enumerateCollection: true));
        }
    }
}
