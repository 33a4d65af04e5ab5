using System.Security;
using AwsOps.Common;

namespace AwsOps;

/// <summary>An MFA device: an authenticator app, a hardware token, a passkey or a security key.</summary>
public sealed class MfaDevice : AwsResource
{
    internal MfaDevice(AwsConnection aws, string serialNumber, string? userName, DateTime? enabled, string? seed = null, bool isRoot = false)
        : base(aws, Arns.Account(serialNumber))
    {
        SerialNumber = serialNumber;
        UserName = userName;
        EnabledTime = enabled?.ToUniversalTime();
        Seed = Secrets.Secure(seed);
        IsRoot = isRoot;

        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html and id_credentials_mfa.html: virtual devices
        // have ARNs of type mfa, passkeys and security keys of type u2f, hardware tokens a serial number.
        var resource = Arns.Resource(serialNumber);
        DeviceType = resource is null ? "Hardware" : resource.StartsWith("u2f/", StringComparison.Ordinal) ? "SecurityKey" : "Virtual";
    }

    /// <summary>ARN of a virtual device or security key, serial number of a hardware token.</summary>
    public string SerialNumber { get; }

    /// <summary>User it belongs to; null while it belongs to nobody, and for the root user's.</summary>
    public string? UserName { get; }

    /// <summary>Virtual, SecurityKey or Hardware.</summary>
    public string DeviceType { get; }

    /// <summary>True once it is in use.</summary>
    public bool Enabled => EnabledTime is not null;

    /// <summary>When it was enabled, UTC; null when it is not.</summary>
    public DateTime? EnabledTime { get; }

    /// <summary>True for a virtual device of the root user.</summary>
    public bool IsRoot { get; }

    /// <summary>The seed for an authenticator app, base 32, only on a device just made; AWS never tells it again.</summary>
    public SecureString? Seed { get; }

    /// <summary>The seed as an otpauth URI, for a QR code; only when New-MfaDevice was asked for it.</summary>
    public string? OtpAuthUri { get; init; }

    /// <inheritdoc/>
    public override string ToString() => SerialNumber;
}
