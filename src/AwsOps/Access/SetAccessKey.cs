using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Activates or deactivates access keys. Run twice, the second run changes nothing.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessUser build | New-AccessKey | Set-AccessKey -Status Inactive -PassThru</code>
/// <para>Deactivates a key: whatever uses it fails from then on, until it is activated again.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $key = New-AccessUser build | New-AccessKey; Set-AccessKey $key.AccessKeyId -Status Inactive -WhatIf</code>
/// <para>Says what would change, with the key's last use.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "AccessKey", SupportsShouldProcess = true)]
[OutputType(typeof(AccessKey))]
[IamAction("iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:UpdateAccessKey")]
public sealed class SetAccessKeyCommand : AwsCmdlet
{
    /// <summary>Ids of the keys.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateFormat(@"^[A-Z0-9]{16,128}$", "-AccessKeyId '{0}': an access key id looks like AKIAIOSFODNN7EXAMPLE.")]
    public string[] AccessKeyId { get; set; } = [];

    /// <summary>Active or Inactive.</summary>
    [Parameter(Mandatory = true)]
    [ValidateSet("Active", "Inactive")]
    public string Status { get; set; } = null!;

    /// <summary>Returns the keys as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var keys = new AccessKeys(aws, Changes);
        var status = Status.Equals("Active", StringComparison.OrdinalIgnoreCase) ? "Active" : "Inactive";
        foreach (var id in AccessKeyId)
        {
            await ForItemAsync(id, async () =>
            {
                var key = await keys.FindAsync(id, StopToken);
                var changed = await keys.SetStatusAsync(key, status);
                if (PassThru)
                {
                    WriteObject(changed ? await keys.FindAsync(id, StopToken) : key);
                }
            });
        }
    }
}
