using System.Globalization;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Ssm;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A public Amazon Machine Image.</summary>
internal sealed record MachineImage
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Architecture { get; init; }

    public required string OwnerId { get; init; }

    public string? OwnerAlias { get; init; }

    public required DateTime CreationDate { get; init; }

    public string RootDeviceName { get; init; } = "/dev/xvda";

    public int RootSize { get; init; } = 8;

    public string RootVolumeType { get; init; } = "gp3";

    public required string SnapshotId { get; init; }

    public bool IsWindows { get; init; }

    public string BootMode { get; init; } = "uefi-preferred";

    /// <summary>True when instances of it take session tokens only at the metadata service.</summary>
    public bool ImdsV2 { get; init; }

    /// <summary>Names of the public parameters that hold its id.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}

/// <summary>
/// A few public images in every region. Their ids are derived from region and name, so that they are the same in every sandbox,
/// and differ between regions as AWS's do.
/// https://docs.aws.amazon.com/linux/al2023/ug/ec2.html (names, and the public parameters)
/// </summary>
internal static class MachineImages
{
    private const string Amazon = "137112412989";
    private const string Canonical = "099720109477";
    private const string Windows = "801119661308";
    private const string Latest = "/aws/service/ami-amazon-linux-latest/";

    public static IReadOnlyList<MachineImage> In(string region) =>
    [
        AmazonLinux(region, "x86_64", "6.1", "kernel-default", "kernel-6.1"),
        AmazonLinux(region, "arm64", "6.1", "kernel-default", "kernel-6.1"),
        Make(region, "amzn2-ami-hvm-2.0.20251121.0-x86_64-gp2", "Amazon Linux 2 AMI 2.0.20251121.0 x86_64 HVM gp2", "x86_64", Amazon, "2025-11-22") with
        {
            OwnerAlias = "amazon",
            RootVolumeType = "gp2",
            BootMode = "legacy-bios",
            Parameters = [Latest + "amzn2-ami-hvm-x86_64-gp2"],
        },
        Make(region, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20251022", "Canonical, Ubuntu, 24.04, amd64 noble image", "x86_64", Canonical, "2025-10-22") with
        {
            RootDeviceName = "/dev/sda1",
            Parameters = ["/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"],
        },
        Make(region, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20251022", "Canonical, Ubuntu, 24.04, arm64 noble image", "arm64", Canonical, "2025-10-22") with
        {
            RootDeviceName = "/dev/sda1",
            BootMode = "uefi",
            Parameters = ["/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id"],
        },
        Make(region, "Windows_Server-2022-English-Full-Base-2025.12.10", "Microsoft Windows Server 2022 Full Locale English AMI provided by Amazon", "x86_64", Windows, "2025-12-11") with
        {
            OwnerAlias = "amazon",
            RootDeviceName = "/dev/sda1",
            RootSize = 30,
            IsWindows = true,
            BootMode = "uefi",
            Parameters = ["/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"],
        },
    ];

    private static MachineImage AmazonLinux(string region, string architecture, string kernel, params ReadOnlySpan<string> aliases)
    {
        var parameters = new List<string>();
        foreach (var alias in aliases)
        {
            parameters.Add($"{Latest}al2023-ami-{alias}-{architecture}");
        }

        return Make(
            region,
            $"al2023-ami-2023.9.20251208.0-kernel-{kernel}-{architecture}",
            $"Amazon Linux 2023 AMI 2023.9.20251208.0 {architecture} HVM kernel-{kernel}",
            architecture,
            Amazon,
            "2025-12-09") with
        {
            OwnerAlias = "amazon",
            BootMode = architecture == "arm64" ? "uefi" : "uefi-preferred",
            ImdsV2 = true,
            Parameters = parameters,
        };
    }

    private static MachineImage Make(string region, string name, string description, string architecture, string owner, string date) => new()
    {
        Id = "ami-0" + StableId.Of(region + "/" + name),
        SnapshotId = "snap-0" + StableId.Of(region + "/snapshot/" + name),
        Name = name,
        Description = description,
        Architecture = architecture,
        OwnerId = owner,
        CreationDate = DateTime.Parse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
    };
}

internal sealed partial class Ec2State
{
    private IReadOnlyList<MachineImage>? _images;

    public IReadOnlyList<MachineImage> Images => _images ??= MachineImages.In(Scope.Region);

    /// <summary>The image, or EC2's error.</summary>
    public MachineImage GetImage(string id) => Images.FirstOrDefault(i => i.Id == id)
        ?? throw (id.StartsWith("ami-", StringComparison.Ordinal)
            ? new AwsError("InvalidAMIID.NotFound", $"The image id '[{id}]' does not exist")
            : new AwsError("InvalidAMIID.Malformed", $"Invalid id: \"{id}\" (expecting \"ami-...\")"));

    /// <summary>
    /// An image id as it is, or what <c>resolve:ssm:parameter</c> stands for now.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html#use-an-ssm-parameter-instead-of-an-ami-id
    /// </summary>
    public string ResolveImage(string imageId)
    {
        const string Prefix = "resolve:ssm:";
        if (!imageId.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return imageId;
        }

        var name = imageId[Prefix.Length..];
        return Scope.Get<SsmState>().Find(name)?.Value
            ?? throw new AwsError("InvalidParameterValue", $"Parameter {name} could not be resolved: there is no such parameter in AWS Systems Manager Parameter Store.");
    }
}
