using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

internal sealed partial class Ec2State
{
    /// <summary>The template that an id or a name means; exactly one of them must be given.</summary>
    public LaunchTemplate FindLaunchTemplate(string? id, string? name)
    {
        if ((id is null) == (name is null))
        {
            throw new AwsError("ValidationError", "Either a launch template ID or a launch template name must be specified in the request, but not both.");
        }

        return id is not null
            ? LaunchTemplates.Get(id)
            : LaunchTemplates.FirstOrDefault(t => t.LaunchTemplateName == name)
                ?? throw new AwsError(
                    "InvalidLaunchTemplateName.NotFoundException",
                    $"The specified launch template, with template name {name}, does not exist.");
    }

    /// <summary>
    /// What a LaunchTemplateSpecification (<c>LaunchTemplateId</c> or <c>LaunchTemplateName</c>, and <c>Version</c>) means now.
    /// Without a version it is the default one.
    /// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateSpecification.html
    /// </summary>
    public ResolvedLaunchTemplate ResolveLaunchTemplate(Struct specification)
    {
        var template = FindLaunchTemplate(specification.String("LaunchTemplateId"), specification.String("LaunchTemplateName"));
        return new ResolvedLaunchTemplate(template, VersionOf(template, specification.String("Version")));
    }

    /// <summary>The version that <c>$Latest</c>, <c>$Default</c> (or nothing) or a number means.</summary>
    public LaunchTemplateVersion VersionOf(LaunchTemplate template, string? version)
    {
        var number = version switch
        {
            null or "" or "$Default" => template.DefaultVersionNumber,
            "$Latest" => template.Versions.Keys.Last(),
            _ when long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
            _ => throw new AwsError(
                "InvalidLaunchTemplateId.VersionNotFound",
                $"Launch template version must be a number, $Latest or $Default; '{version}' is neither."),
        };
        return template.Versions.TryGetValue(number, out var found)
            ? found
            : throw new AwsError(
                "InvalidLaunchTemplateId.VersionNotFound",
                $"Could not find the specified version {number} for the launch template with ID {template.Id}.");
    }

    /// <summary>
    /// LaunchTemplateData, or the launch members of RunInstances, as a specification. The first network interface's subnet,
    /// groups and public address count as the instance's.
    /// </summary>
    public InstanceSpec LaunchSpec(Struct data)
    {
        var card = data.Structs("NetworkInterfaces").FirstOrDefault(static n => (n.Int("DeviceIndex") ?? 0) == 0);
        var profile = data.Child("IamInstanceProfile");
        return new InstanceSpec
        {
            ImageId = ResolveImage(data.String("ImageId")
                ?? throw new AwsError("MissingParameter", "The request must contain the parameter ImageId")),
            InstanceType = data.String("InstanceType") ?? "m1.small",
            SubnetId = data.String("SubnetId") ?? card?.String("SubnetId"),
            AvailabilityZone = data.Child("Placement")?.String("AvailabilityZone"),
            SecurityGroupIds = card is { } c && c.Has("Groups") ? c.Strings("Groups") : data.Strings("SecurityGroupIds"),
            SecurityGroupNames = data.Strings("SecurityGroups"),
            KeyName = data.String("KeyName"),
            UserData = data.String("UserData"),
            IamInstanceProfile = profile?.String("Arn") ?? profile?.String("Name"),
            DetailedMonitoring = data.Child("Monitoring")?.Bool("Enabled") ?? false,
            Spot = data.Child("InstanceMarketOptions")?.String("MarketType") == "spot",
            Hibernation = data.Child("HibernationOptions")?.Bool("Configured") ?? false,
            EbsOptimized = data.Bool("EbsOptimized"),
            Tenancy = data.Child("Placement")?.String("Tenancy") ?? "default",
            AssociatePublicIpAddress = card?.Bool("AssociatePublicIpAddress"),
            PrivateIpAddress = data.String("PrivateIpAddress") ?? card?.String("PrivateIpAddress"),
            Ipv6AddressCount = data.Int("Ipv6AddressCount") ?? card?.Int("Ipv6AddressCount"),
            Ipv6Addresses = [.. data.Structs("Ipv6Addresses").Concat(card?.Structs("Ipv6Addresses") ?? []).Select(static a => a.String("Ipv6Address")!)],
            DisableApiTermination = data.Bool("DisableApiTermination") ?? false,
            DisableApiStop = data.Bool("DisableApiStop") ?? false,
            ShutdownBehavior = data.String("InstanceInitiatedShutdownBehavior") ?? "stop",
            CpuCredits = data.Child("CreditSpecification")?.String("CpuCredits"),
            MetadataOptions = data.Child("MetadataOptions"),
            ClientToken = data.String("ClientToken"),
            BlockDeviceMappings = data.Structs("BlockDeviceMappings"),
            Tags = TagSpecifications.ByType(data),
        };
    }
}
