using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>What an instance needs to be able to hibernate. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html</summary>
internal static class Hibernation
{
    private const int MaxMiB = 150 * 1024, MaxWindowsMiB = 16 * 1024;

    // Of the families that the page lists, those that this cloud has.
    private static readonly HashSet<string> Families = new(
        ["c5", "c6g", "c6i", "c7g", "c7i", "i3", "m4", "m5", "m5d", "m6g", "m6i", "m7g", "m7i", "r5", "r6g", "r7g", "t2", "t3", "t3a", "t4g"], StringComparer.Ordinal);

    /// <summary>Whether instances of a type can hibernate.</summary>
    public static bool IsSupported(InstanceTypeInfo type) => Families.Contains(type.Name.Split('.')[0]) && type.MemoryMiB < MaxMiB;

    /// <summary>Checks a launch with hibernation configured.</summary>
    /// <exception cref="AwsError">UnsupportedHibernationConfiguration: "one or more parameter values do not meet the prerequisites for enabling hibernation".</exception>
    public static void Check(InstanceSpec spec, MachineImage image, InstanceTypeInfo type, bool encryptsByDefault)
    {
        if (!IsSupported(type) || (image.IsWindows && type.MemoryMiB > MaxWindowsMiB))
        {
            throw Unsupported($"The instance type {type.Name} does not support hibernation{(image.IsWindows ? " of Windows" : string.Empty)}.");
        }

        var root = spec.BlockDeviceMappings.FirstOrDefault(m => m.String("DeviceName") == image.RootDeviceName)?.Child("Ebs");
        if (!(root?.Bool("Encrypted") ?? false) && !encryptsByDefault)
        {
            throw Unsupported($"The root volume {image.RootDeviceName} must be encrypted.");
        }

        var size = root?.Int("VolumeSize") ?? image.RootSize;
        if (size * 1024L < type.MemoryMiB)
        {
            throw Unsupported($"The root volume {image.RootDeviceName} of {size} GiB is too small to store the {type.MemoryMiB} MiB of memory of {type.Name}.");
        }

        if ((root?.String("VolumeType") ?? image.RootVolumeType) is not ("gp2" or "gp3" or "io1" or "io2") and var volume)
        {
            throw Unsupported($"The root volume {image.RootDeviceName} can't be of the type {volume}.");
        }

        if (spec.Spot)
        {
            throw Unsupported("A one-time Spot Instance request can't have hibernation.");
        }
    }

    private static AwsError Unsupported(string why) =>
        new("UnsupportedHibernationConfiguration", $"The instance does not meet the prerequisites for enabling hibernation. {why}");
}
