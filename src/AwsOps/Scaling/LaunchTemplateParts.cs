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

        Image image;
        try
        {
            image = (await aws.Ec2.DescribeImagesAsync(new DescribeImagesRequest { ImageIds = [imageId] }, stop)).Images is [var found, ..] ? found : throw NoImage(imageId);
        }
        catch (AmazonEC2Exception exception) when (exception.ErrorCode.StartsWith("InvalidAMIID.", StringComparison.Ordinal))
        {
            throw NoImage(imageId);
        }

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

    private AwsOpsException NoImage(string imageId) =>
        AwsOpsException.BadArgument("ImageId", imageId, $"there is no such image in {aws.Where} (images are of one region);", "without -ImageId the newest Amazon Linux for the type is taken.");
}
