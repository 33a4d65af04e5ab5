using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Makes a virtual MFA device for IAM users. Its seed is returned once, as a SecureString.</summary>
/// <remarks>
/// <para>The device is named as the user unless -MfaDeviceName says otherwise: policies that let people manage their own MFA rely on that. It counts only once Enable-MfaDevice has seen two of its codes.</para>
/// <para>The seed is in the property Seed, and with -AsUri as a text that makes a QR code in OtpAuthUri: whoever has it has the second factor.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $device = New-AccessUser anna | New-MfaDevice; $device.SerialNumber</code>
/// <para>Makes a device for a user.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $uri = (New-AccessUser anna | New-MfaDevice -AsUri).OtpAuthUri</code>
/// <para>Gets what a QR code for an authenticator app is made of.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html">Virtual MFA devices</seealso>
[Cmdlet(VerbsCommon.New, "MfaDevice", SupportsShouldProcess = true)]
[OutputType(typeof(MfaDevice))]
[IamAction("iam:CreateVirtualMFADevice", "iam:GetUser")]
public sealed class NewMfaDeviceCommand : AwsCmdlet
{
    /// <summary>Users that get a device.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Name of the device. Without it: the user's.</summary>
    [Parameter]
    [ValidateFormat(@"^[A-Za-z0-9_+=,.@-]{1,226}$", "-MfaDeviceName '{0}': letters, digits and _+=,.@- are allowed.")]
    public string? MfaDeviceName { get; set; }

    /// <summary>With the seed as an otpauth URI, in plain text.</summary>
    [Parameter]
    public SwitchParameter AsUri { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var devices = new MfaDevices(aws, Changes);
        var users = new AccessUsers(aws, Changes);
        foreach (var user in UserName)
        {
            await ForItemAsync(user, async () =>
            {
                await users.RequireAsync(user, StopToken);
                if (await devices.NewAsync(user, MfaDeviceName ?? user, AsUri) is { } device)
                {
                    WriteObject(device);
                }
            });
        }
    }
}
