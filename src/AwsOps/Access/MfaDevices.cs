using System.Text;

using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Reads, makes and removes MFA devices.</summary>
internal sealed class MfaDevices(AwsConnection aws, IChanges changes)
{
    /// <summary>The devices of a user, of every type.</summary>
    public static async Task<IReadOnlyList<MfaDevice>> OfAsync(AwsConnection aws, string user, CancellationToken stop)
    {
        var devices = await Pager.AllAsync<MFADevice>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.ListMFADevicesAsync(new ListMFADevicesRequest { UserName = user, Marker = token }, cancel);
                return (page.MFADevices, page.IsTruncated == true ? page.Marker : null);
            },
            stop);
        return [.. devices.Select(device => new MfaDevice(aws, device.SerialNumber, device.UserName ?? user, device.EnableDate))];
    }

    /// <summary>All virtual devices of the account, from one paged call: also those that belong to nobody yet.</summary>
    public static async Task<IReadOnlyList<MfaDevice>> VirtualAsync(AwsConnection aws, CancellationToken stop)
    {
        var devices = await Pager.AllAsync<VirtualMFADevice>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.ListVirtualMFADevicesAsync(new ListVirtualMFADevicesRequest { Marker = token }, cancel);
                return (page.VirtualMFADevices, page.IsTruncated == true ? page.Marker : null);
            },
            stop);
        return [.. devices.Select(device => new MfaDevice(aws, device.SerialNumber, device.User?.UserName, device.EnableDate, isRoot: device.User?.Arn?.EndsWith(":root", StringComparison.Ordinal) == true))];
    }

    /// <summary>Takes a device from its user, and removes it when it is a virtual one, which is of no use afterwards.</summary>
    public static async Task RemoveAsync(AwsConnection aws, MfaDevice device, Removal removal)
    {
        if (device.UserName is { } user && device.Enabled)
        {
            await removal.StepAsync($"Deactivate MFA device {device}", cancel => aws.Iam.DeactivateMFADeviceAsync(new DeactivateMFADeviceRequest { UserName = user, SerialNumber = device.SerialNumber }, cancel));
        }

        if (device.DeviceType == "Virtual")
        {
            await removal.StepAsync($"Remove MFA device {device}", cancel => aws.Iam.DeleteVirtualMFADeviceAsync(new DeleteVirtualMFADeviceRequest { SerialNumber = device.SerialNumber }, cancel));
        }
    }

    /// <summary>A device by its serial number or ARN: of the user named, else a virtual one from the account's list.</summary>
    public async Task<MfaDevice> FindAsync(string serialNumber, string? user, CancellationToken stop)
    {
        var own = string.IsNullOrEmpty(user) ? [] : await OfAsync(aws, user, stop);
        return own.FirstOrDefault(device => device.SerialNumber == serialNumber)
            ?? (await VirtualAsync(aws, stop)).FirstOrDefault(device => device.SerialNumber == serialNumber)
            ?? throw NotFound(serialNumber);
    }

    /// <summary>Takes a device from its user, and removes it when it is a virtual one.</summary>
    public async Task<bool> RemoveAsync(MfaDevice device)
    {
        var removal = new Removal(changes, device.UserName is { } user ? $"User {user}" : $"Account {device.AccountId}");
        await RemoveAsync(aws, device, removal);
        return removal.IsDone;
    }

    /// <summary>Makes a virtual device; the only moment at which its seed can be had.</summary>
    /// <returns>The device with its seed; null when it was not made.</returns>
    public async Task<MfaDevice?> NewAsync(string user, string name, bool withUri)
    {
        var made = await changes.CallAsync(new Change($"Create a virtual MFA device for user {user}", $"MFA device {name}"), cancel => aws.Iam.CreateVirtualMFADeviceAsync(new CreateVirtualMFADeviceRequest { VirtualMFADeviceName = name }, cancel));
        if (made?.VirtualMFADevice is not { } device)
        {
            return null;
        }

        var seed = Encoding.ASCII.GetString(device.Base32StringSeed.ToArray());
        var account = Arns.Account(device.SerialNumber);

        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html describes the URI that the QR code holds.
        return new MfaDevice(aws, device.SerialNumber, user, null, seed)
        {
            OtpAuthUri = withUri ? $"otpauth://totp/Amazon%20Web%20Services:{Uri.EscapeDataString(user)}@{account}?secret={seed}&issuer=Amazon%20Web%20Services" : null,
        };
    }

    /// <summary>Gives a device to a user, by two codes that it showed one after the other.</summary>
    public async Task<bool> EnableAsync(string user, string serialNumber, string first, string second)
    {
        try
        {
            return await changes.ApplyAsync(new Change($"Enable for user {user}", $"MFA device {serialNumber}"), cancel => aws.Iam.EnableMFADeviceAsync(new EnableMFADeviceRequest { UserName = user, SerialNumber = serialNumber, AuthenticationCode1 = first, AuthenticationCode2 = second }, cancel));
        }
        catch (InvalidAuthenticationCodeException exception)
        {
            var own = changes.Translate(exception);
            throw new AwsOpsException(own.ErrorId, own.Category, own.Message, "Give two codes that the device showed one after the other, at once: each is good for half a minute. A wrong clock on the device gives wrong codes.", exception) { AwsErrorCode = own.AwsErrorCode, AwsRequestId = own.AwsRequestId };
        }
    }

    /// <summary>The error for a device that is not there.</summary>
    public AwsOpsException NotFound(string serialNumber) => AwsOpsException.NotFound("MFA device", serialNumber, aws.Where, "Get-MfaDevice lists those that are; for hardware tokens and security keys give -UserName.");
}
