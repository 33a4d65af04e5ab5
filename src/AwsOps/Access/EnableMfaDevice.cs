using System.Management.Automation;
using System.Security;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Gives an MFA device to an IAM user: by two codes that it showed one after the other, or by the seed of a virtual one just made.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; New-AccessUser anna | New-MfaDevice | Enable-MfaDevice -PassThru</code>
/// <para>Makes a virtual device and enables it; the codes follow from its seed.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $device = New-AccessUser anna | New-MfaDevice; Enable-MfaDevice $device.SerialNumber -UserName anna -Code 123456, 654321 -WhatIf</code>
/// <para>Says what would be enabled with the codes that the user read out.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html">Virtual MFA devices</seealso>
[Cmdlet(VerbsLifecycle.Enable, "MfaDevice", SupportsShouldProcess = true)]
[OutputType(typeof(MfaDevice))]
[IamAction("iam:EnableMFADevice", "iam:ListMFADevices")]
public sealed class EnableMfaDeviceCommand : AwsCmdlet
{
    /// <summary>ARN of the virtual device, serial number of a hardware token.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(MfaSerialNumberCompleter))]
    [ValidateNotNullOrEmpty]
    public string SerialNumber { get; set; } = null!;

    /// <summary>User that gets it.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string UserName { get; set; } = null!;

    /// <summary>Two codes of six digits that the device showed one after the other.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateFormat("^[0-9]{6}$", "-Code: a code has six digits; put quotes around one that begins with 0.")]
    public string[]? Code { get; set; }

    /// <summary>Seed of a virtual device, base 32, instead of codes; New-MfaDevice returns it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? Seed { get; set; }

    /// <summary>Returns the device.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => SerialNumber;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var (first, second) = (Code, Seed) switch
        {
            ([var one, var two], _) => (one, two),
            (_, { } seed) => Totp.Pair(seed, aws.UtcNow),
            _ => throw new AwsOpsException("NoCode", ErrorCategory.InvalidArgument, "Neither -Code nor -Seed is given.", "Give two codes that the device showed one after the other."),
        };
        if (await new MfaDevices(aws, Changes).EnableAsync(UserName, SerialNumber, first, second) && PassThru)
        {
            WriteObject((await MfaDevices.OfAsync(aws, UserName, StopToken)).Where(device => device.SerialNumber == SerialNumber), enumerateCollection: true);
        }
    }
}
