using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Takes MFA devices from their users; virtual ones are removed, for their seeds can't be had again.</summary>
/// <remarks><para>A hardware token or security key needs -UserName, for IAM lists those per user only. The root user's devices are managed in the console, signed in as root.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessUser anna | New-MfaDevice | Remove-MfaDevice -Confirm:$false</code>
/// <para>Removes a device that was never enabled.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-AccessUser anna | New-MfaDevice; Get-MfaDevice | Remove-MfaDevice -WhatIf</code>
/// <para>Says each step that removing would take.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MfaDevice", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MfaDevice))]
[IamAction("iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice", "iam:ListMFADevices", "iam:ListVirtualMFADevices")]
public sealed class RemoveMfaDeviceCommand : AwsCmdlet
{
    /// <summary>ARNs of virtual devices and security keys, serial numbers of hardware tokens.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(MfaSerialNumberCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SerialNumber { get; set; } = [];

    /// <summary>User the devices belong to. Without it: found for virtual devices.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    public string? UserName { get; set; }

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var devices = new MfaDevices(aws, Changes);
        foreach (var serial in SerialNumber)
        {
            await ForItemAsync(serial, async () =>
            {
                var device = await devices.FindAsync(serial, UserName, StopToken);
                if (await devices.RemoveAsync(device) && PassThru)
                {
                    WriteObject(device);
                }
            });
        }
    }
}
