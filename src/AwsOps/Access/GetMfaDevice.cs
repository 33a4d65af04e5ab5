using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Shows MFA devices: of users, of every type; without users all virtual ones, also those that belong to nobody.</summary>
/// <remarks><para>IAM lists hardware tokens and security keys per user only; Get-MfaStatus shows who has which.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna | New-MfaDevice; Get-MfaDevice</code>
/// <para>Shows all virtual devices.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna | New-MfaDevice; Get-MfaDevice | Where-Object Enabled -eq $false | Remove-MfaDevice -Confirm:$false</code>
/// <para>Removes devices that were made and never enabled; they hinder making them anew.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MfaDevice")]
[OutputType(typeof(MfaDevice))]
[IamAction("iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices")]
public sealed class GetMfaDeviceCommand : AwsCmdlet
{
    /// <summary>Users whose devices are shown.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        if (UserName.Length == 0)
        {
            WriteObject(await MfaDevices.VirtualAsync(aws, StopToken), enumerateCollection: true);
            return;
        }

        var users = new AccessUsers(aws, Changes);
        foreach (var user in UserName)
        {
            await ForItemAsync(user, async () =>
            {
                await users.RequireAsync(user, StopToken);
                WriteObject(await MfaDevices.OfAsync(aws, user, StopToken), enumerateCollection: true);
            });
        }
    }
}
