using System.Text;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>
/// Virtual MFA devices: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html. Their codes are
/// those of the sandbox's clock. There is no picture of the seed: QRCodePNG stays absent.
/// </summary>
internal static class MfaOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateVirtualMFADevice", Create);
        simulator.Op("DeleteVirtualMFADevice", Delete);
        simulator.Op("ListVirtualMFADevices", List);
        simulator.Op("EnableMFADevice", Enable);
        simulator.Op("ResyncMFADevice", Resync);
        simulator.Op("DeactivateMFADevice", Deactivate);
        simulator.Op("GetMFADevice", Get);
        simulator.Op("ListMFADevices", static (iam, input, call) =>
        {
            var user = UserOperations.Named(iam, input, call);
            return IamText.Page(user.MfaDevices, input, "MFADevices", device => new Struct { ["UserName"] = user.Name, ["SerialNumber"] = device.Arn, ["EnableDate"] = device.Enabled });
        });
        simulator.Op("TagMFADevice", static (iam, input) =>
        {
            IamText.SetTags(Find(iam, input).Tags, input);
            return null;
        });
        simulator.Op("UntagMFADevice", static (iam, input) => IamText.RemoveTags(Find(iam, input).Tags, input));
        simulator.Op("ListMFADeviceTags", static (iam, input) => IamText.PageTags(Find(iam, input).Tags, input));
    }

    private static MfaDevice Find(IamState iam, Struct input)
    {
        var serial = input.String("SerialNumber")!;
        return iam.MfaDevices.GetValueOrDefault(serial) ?? throw IamErrors.NoEntity($"VirtualMFADevice with serial number {serial} doesn't exist.");
    }

    private static Struct Create(IamState iam, Struct input)
    {
        var arn = $"arn:aws:iam::{iam.Account}:mfa{IamText.Path(input)}{input.String("VirtualMFADeviceName")}";
        if (iam.MfaDevices.ContainsKey(arn))
        {
            throw IamErrors.Exists("MFADevice entity at the same path and name already exists.");
        }

        var device = new MfaDevice(arn, iam.Ids, iam.Now);
        IamText.SetTags(device.Tags, input);
        iam.MfaDevices.Add(arn, device);
        return new Struct
        {
            ["VirtualMFADevice"] = new Struct { ["SerialNumber"] = arn, ["Base32StringSeed"] = Encoding.ASCII.GetBytes(device.Seed), ["Tags"] = device.Tags.Count > 0 ? IamText.Tags(device.Tags) : null },
        };
    }

    private static Struct? Delete(IamState iam, Struct input)
    {
        var device = Find(iam, input);
        if (device.User is not null)
        {
            throw IamErrors.Conflict("MFA VirtualDevice in use. Must deactivate first.");
        }

        iam.MfaDevices.Remove(device.Arn);
        return null;
    }

    private static Struct List(IamState iam, Struct input)
    {
        var wanted = input.String("AssignmentStatus") ?? "Any";
        return IamText.Page(
            [.. iam.MfaDevices.Values.Where(device => wanted == "Any" || (wanted == "Assigned") == (device.User is not null))],
            input,
            "VirtualMFADevices",
            static device => new Struct
            {
                ["SerialNumber"] = device.Arn,
                ["User"] = device.User is null ? null : UserOperations.Render(device.User, whole: false),
                ["EnableDate"] = device.Enabled,
            });
    }

    private static Struct? Enable(IamState iam, Struct input)
    {
        var user = iam.User(input.String("UserName")!);
        var device = Find(iam, input);
        if (device.User is not null)
        {
            throw IamErrors.Exists("MFA Device is already in use.");
        }

        if (user.MfaDevices.Count >= Quotas.MfaDevicesPerUser)
        {
            throw IamErrors.Quota("MFADevicesPerUser", Quotas.MfaDevicesPerUser);
        }

        Synchronize(device, input, iam.Now, again: false);
        device.User = user;
        device.Enabled = iam.Now;
        user.MfaDevices.Add(device);
        return null;
    }

    private static Struct? Resync(IamState iam, Struct input)
    {
        Synchronize(Enabled(iam.User(input.String("UserName")!), input), input, iam.Now, again: true);
        return null;
    }

    private static Struct? Deactivate(IamState iam, Struct input, Call call)
    {
        var user = UserOperations.Named(iam, input, call);
        var device = Enabled(user, input);
        user.MfaDevices.Remove(device);
        device.User = null;
        device.Enabled = null;
        return null;
    }

    private static Struct Get(IamState iam, Struct input)
    {
        var device = input.String("UserName") is { } name ? Enabled(iam.User(name), input) : Find(iam, input);
        return new Struct { ["UserName"] = device.User?.Name, ["SerialNumber"] = device.Arn, ["EnableDate"] = device.Enabled };
    }

    private static MfaDevice Enabled(User user, Struct input) =>
        user.MfaDevices.Find(device => device.Arn == input.String("SerialNumber")) ?? throw IamErrors.NoEntity("MFA Device invalid for user.");

    private static void Synchronize(MfaDevice device, Struct input, DateTime now, bool again)
    {
        if (!device.Synchronize(input.String("AuthenticationCode1")!, input.String("AuthenticationCode2")!, now, again))
        {
            throw new AwsError("InvalidAuthenticationCode", "Authentication code for device is not valid.", 403);
        }
    }
}
