using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Makes an access key for IAM users. Its secret is returned once, as a SecureString.</summary>
/// <remarks>
/// <para>The secret is in the property SecretAccessKey of what is returned, and nowhere else: in no stream and no file. AWS never tells it again.</para>
/// <para>Roles need no keys; a key is for what can't take one.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build; $key = New-AccessKey build; $credential = [pscredential]::new($key.AccessKeyId, $key.SecretAccessKey)</code>
/// <para>Makes a key and keeps it as a credential.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessUser build | New-AccessKey -WhatIf</code>
/// <para>Says what would be made.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html">Access keys</seealso>
[Cmdlet(VerbsCommon.New, "AccessKey", SupportsShouldProcess = true)]
[OutputType(typeof(AccessKey))]
[IamAction("iam:CreateAccessKey", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys")]
public sealed class NewAccessKeyCommand : AwsCmdlet
{
    /// <summary>Users that get a key.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var keys = new AccessKeys(aws, Changes);
        foreach (var user in UserName)
        {
            await ForItemAsync(user, async () =>
            {
                if (await keys.NewAsync(user, await keys.GetAsync(user, StopToken)) is { } key)
                {
                    WriteObject(key);
                }
            });
        }
    }
}
