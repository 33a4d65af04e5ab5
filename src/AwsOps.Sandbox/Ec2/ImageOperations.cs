using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Public images. The account has none of its own.</summary>
internal static class ImageOperations
{
    private static readonly Filters<Item> Filters = new()
    {
        { "image-id", static i => i.Id },
        { "name", static i => i.Image.Name },
        { "description", static i => i.Image.Description },
        { "architecture", static i => i.Image.Architecture },
        { "owner-id", static i => i.Image.OwnerId },
        { "owner-alias", static i => i.Image.OwnerAlias },
        { "is-public", static _ => "true" },
        { "image-type", static _ => "machine" },
        { "state", static _ => "available" },
        { "platform", static i => i.Image.IsWindows ? "windows" : null },
        { "platform-details", static i => i.Image.IsWindows ? "Windows" : "Linux/UNIX" },
        { "virtualization-type", static _ => "hvm" },
        { "hypervisor", static _ => "xen" },
        { "ena-support", static _ => "true" },
        { "root-device-type", static _ => "ebs" },
        { "root-device-name", static i => i.Image.RootDeviceName },
        { "creation-date", static i => i.Image.CreationDate },
        { "block-device-mapping.volume-type", static i => i.Image.RootVolumeType },
        { "block-device-mapping.snapshot-id", static i => i.Image.SnapshotId },
    };

    public static void Register(Ec2Simulator simulator) => simulator.Op("DescribeImages", List);

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var (ids, owners) = (request.Strings("ImageIds"), request.Strings("Owners"));
        var images = ids.Count == 0 ? ec2.Images : ids.Select(ec2.GetImage);
        var chosen = images.Where(i => owners.Count == 0 || owners.Any(o => o == i.OwnerId || (i.OwnerAlias is not null && o == i.OwnerAlias)));
        if (request.Has("ExecutableUsers") && !request.Strings("ExecutableUsers").Contains("all"))
        {
            chosen = [];
        }

        return Describe.Answer(request, Filters.Apply(request, chosen.Select(static i => new Item(i))), "Images", static i => View(i.Image));
    }

    private static Struct View(MachineImage image) => new()
    {
        { "ImageId", image.Id },
        { "Name", image.Name },
        { "Description", image.Description },
        { "Architecture", image.Architecture },
        { "OwnerId", image.OwnerId },
        { "ImageOwnerAlias", image.OwnerAlias },
        { "ImageLocation", (image.OwnerAlias ?? image.OwnerId) + "/" + image.Name },
        { "ImageType", "machine" },
        { "Public", true },
        { "State", "available" },
        { "Platform", image.IsWindows ? "windows" : null },
        { "PlatformDetails", image.IsWindows ? "Windows" : "Linux/UNIX" },
        { "UsageOperation", image.IsWindows ? "RunInstances:0002" : "RunInstances" },
        { "EnaSupport", true },
        { "SriovNetSupport", "simple" },
        { "Hypervisor", "xen" },
        { "VirtualizationType", "hvm" },
        { "BootMode", image.BootMode },
        { "ImdsSupport", image.ImdsV2 ? "v2.0" : null },
        { "CreationDate", Render.Time(image.CreationDate) },

        // A public image is deprecated two years after its creation.
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
        { "DeprecationTime", Render.Time(image.CreationDate.AddYears(2)) },
        { "RootDeviceName", image.RootDeviceName },
        { "RootDeviceType", "ebs" },
        {
            "BlockDeviceMappings", new List<Struct>
            {
                new()
                {
                    { "DeviceName", image.RootDeviceName },
                    {
                        "Ebs", new Struct
                        {
                            { "SnapshotId", image.SnapshotId },
                            { "VolumeSize", image.RootSize },
                            { "VolumeType", image.RootVolumeType },
                            { "DeleteOnTermination", true },
                            { "Encrypted", false },
                        }
                    },
                },
            }
        },
    };

    private sealed class Item(MachineImage image) : Ec2Resource(image.Id)
    {
        public override string ResourceType => "image";

        public MachineImage Image => image;
    }
}
