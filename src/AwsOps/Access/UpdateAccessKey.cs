using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Rotates access keys: takes the step that is due for each user, and nothing when none is.</summary>
/// <remarks>
/// <para>The steps: a key of -MaxAgeDays or more gets a second one beside it, whose secret is returned once; -GraceDays after that the old key is deactivated; as many days later it is removed. What was done is read from the keys themselves, so that a job can run every day.</para>
/// <para>An old key that was used within the grace days stays active, with a warning that says for what; -Force deactivates it all the same.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessUser build | New-AccessKey | Update-AccessKey</code>
/// <para>Starts a rotation: makes a second key and returns it.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser build | New-AccessKey; Step-AwsOpsSandbox -Minutes 140000; Get-AccessUser | Update-AccessKey -MaxAgeDays 90 -GraceDays 7 -WhatIf</code>
/// <para>Says which rotations are due in the account.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#Using_RotateAccessKey">Rotating access keys</seealso>
[Cmdlet(VerbsData.Update, "AccessKey", SupportsShouldProcess = true)]
[OutputType(typeof(AccessKey))]
[IamAction("iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:UpdateAccessKey")]
public sealed class UpdateAccessKeyCommand : AwsCmdlet
{
    /// <summary>Users whose keys are rotated.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Age at which a key is to be replaced. Without it: at once.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int MaxAgeDays { get; set; }

    /// <summary>Days for which both keys are valid, and for which the old one is then kept deactivated.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int GraceDays { get; set; } = 7;

    /// <summary>Deactivates an old key though it is still in use.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var keys = new AccessKeys(aws, Changes);
        foreach (var user in UserName)
        {
            await ForItemAsync(user, async () =>
            {
                if (await keys.RotateAsync(user, TimeSpan.FromDays(MaxAgeDays), TimeSpan.FromDays(GraceDays), Force, StopToken) is { } key)
                {
                    WriteObject(key);
                }
            });
        }
    }
}
