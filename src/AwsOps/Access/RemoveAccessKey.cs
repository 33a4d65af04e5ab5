using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Removes access keys. An active one only with -Force: what is inactive can be brought back, what is removed can't.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessUser build | New-AccessKey | Set-AccessKey -Status Inactive -PassThru | Remove-AccessKey -Confirm:$false</code>
/// <para>Removes a key that was deactivated before.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessUser build | New-AccessKey | Remove-AccessKey -Force -WhatIf</code>
/// <para>Says what would be removed, with its last use.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AccessKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AccessKey))]
[IamAction("iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys")]
public sealed class RemoveAccessKeyCommand : AwsCmdlet
{
    /// <summary>Ids of the keys.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateFormat(@"^[A-Z0-9]{16,128}$", "-AccessKeyId '{0}': an access key id looks like AKIAIOSFODNN7EXAMPLE.")]
    public string[] AccessKeyId { get; set; } = [];

    /// <summary>Removes active keys too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var keys = new AccessKeys(aws, Changes);
        foreach (var id in AccessKeyId)
        {
            await ForItemAsync(id, async () =>
            {
                var key = await keys.FindAsync(id, StopToken);
                if (await keys.RemoveAsync(key, Force) && PassThru)
                {
                    WriteObject(key);
                }
            });
        }
    }
}
