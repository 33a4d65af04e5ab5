using Amazon.EC2;
using Amazon.EC2.Model;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Checks that the parts a launch template names are there, which EC2 looks at only when an instance is launched.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/launch-template-restrictions.html</remarks>
internal sealed class LaunchTemplateParts(AwsConnection aws, IChanges changes)
{
    /// <summary>An error when an image is not there, or not made for the type's processor. References to parameters are resolved at launch, and not looked at.</summary>
    public async Task CheckImageAsync(string? imageId, InstanceTypeInfo type, CancellationToken stop)
    {
        if (imageId is null || !imageId.StartsWith("ami-", StringComparison.Ordinal))
        {
            return;
        }

        var image = await ImageAsync(imageId, stop);
        List<string> processors = [.. type.ProcessorInfo?.SupportedArchitectures ?? []];
        if (image.Architecture?.Value is { } architecture && processors.Count > 0 && !processors.Contains(architecture))
        {
            throw AwsOpsException.BadArgument("ImageId", imageId, $"it is made for {architecture}, and {type.InstanceType} is {string.Join(" or ", processors)}.", "Give another image or another -InstanceType; without -ImageId the newest Amazon Linux for the type is taken.");
        }
    }

    /// <summary>An error when a security group is not there, or they are not of one VPC.</summary>
    public async Task CheckSecurityGroupsAsync(IReadOnlyList<string> ids, CancellationToken stop)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var groups = new SecurityGroups(aws, changes);
        var found = await groups.ListAsync(ids, null, stop);
        if (ids.FirstOrDefault(id => !found.Exists(group => group.GroupId == id)) is { } missing)
        {
            throw groups.NotFound(missing);
        }

        if (found.Find(group => group.VpcId != found[0].VpcId) is { } stranger)
        {
            throw AwsOpsException.BadArgument("SecurityGroupId", stranger.GroupId, $"it is of {stranger.VpcId}, and {found[0].GroupId} is of {found[0].VpcId}.", "All security groups of an instance must be of one VPC.");
        }
    }

    /// <summary>An error when a key pair is not there.</summary>
    public async Task CheckKeyAsync(string? name, CancellationToken stop)
    {
        if (name is null)
        {
            return;
        }

        var keys = (await aws.Ec2.DescribeKeyPairsAsync(new DescribeKeyPairsRequest(), stop)).KeyPairs ?? [];
        if (!keys.Exists(key => key.KeyName == name))
        {
            throw AwsOpsException.BadArgument("KeyName", name, $"there is no such key pair in {aws.Where}.", keys.Count == 0 ? "There is none at all; Session Manager needs none." : $"Near it: {string.Join(", ", Near.Of(name, keys.Select(static key => key.KeyName), 3))}.");
        }
    }

    /// <summary>
    /// The root volume of instances that can hibernate: "the root volume must be encrypted", and "large enough to store the RAM contents". See
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html. An error when the type can't hibernate.
    /// </summary>
    public async Task<LaunchTemplateBlockDeviceMappingRequest> HibernatingRootAsync(string? imageId, InstanceTypeInfo type, CancellationToken stop)
    {
        if (type.HibernationSupported != true)
        {
            throw AwsOpsException.BadArgument("InstanceType", type.InstanceType, "its instances can't hibernate.", "Leave -Hibernation out, or take another type, e.g. of m7i or t3.");
        }

        // The newest Amazon Linux, which is taken without an image.
        var (device, size) = ("/dev/xvda", 8);
        if (imageId is not null)
        {
            var image = imageId.StartsWith("ami-", StringComparison.Ordinal) ? await ImageAsync(imageId, stop)
                : throw AwsOpsException.BadArgument("ImageId", imageId, "-Hibernation needs the image's root volume, which a parameter does not tell.", "Give the AMI id, or leave -ImageId out.");
            device = image.RootDeviceName ?? device;
            size = image.BlockDeviceMappings?.Find(mapping => mapping.DeviceName == device)?.Ebs?.VolumeSize ?? size;
        }

        var memory = (int)Math.Ceiling((type.MemoryInfo?.SizeInMiB ?? 0) / 1024.0);
        return new LaunchTemplateBlockDeviceMappingRequest
        {
            DeviceName = device,
            Ebs = new LaunchTemplateEbsBlockDeviceRequest { Encrypted = true, VolumeSize = size + memory, VolumeType = VolumeType.Gp3, DeleteOnTermination = true },
        };
    }

    private async Task<Image> ImageAsync(string imageId, CancellationToken stop)
    {
        try
        {
            return (await aws.Ec2.DescribeImagesAsync(new DescribeImagesRequest { ImageIds = [imageId] }, stop)).Images is [var found, ..] ? found : throw NoImage(imageId);
        }
        catch (AmazonEC2Exception exception) when (exception.ErrorCode.StartsWith("InvalidAMIID.", StringComparison.Ordinal))
        {
            throw NoImage(imageId);
        }
    }

    private AwsOpsException NoImage(string imageId) =>
        AwsOpsException.BadArgument("ImageId", imageId, $"there is no such image in {aws.Where} (images are of one region);", "without -ImageId the newest Amazon Linux for the type is taken.");
}
