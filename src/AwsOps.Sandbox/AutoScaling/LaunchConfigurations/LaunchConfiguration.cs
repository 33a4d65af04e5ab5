using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.LaunchConfigurations;

/// <summary>A launch configuration, the older way to say what a group launches.</summary>
internal sealed record LaunchConfiguration(string Name, string Arn, DateTime CreatedTime, Struct Request)
{
    public Struct Describe()
    {
        var answer = new Struct
        {
            ["LaunchConfigurationARN"] = Arn,
            ["CreatedTime"] = CreatedTime,
            // Detailed monitoring unless told otherwise.
            // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateLaunchConfiguration.html
            ["InstanceMonitoring"] = new Struct { ["Enabled"] = IsMonitored },
            ["EbsOptimized"] = Request.Bool("EbsOptimized") ?? false,
        };
        foreach (var (name, value) in Request)
        {
            answer[name] = value;
        }

        return answer;
    }

    /// <summary>The same as LaunchTemplateData.</summary>
    public Struct LaunchData()
    {
        var profile = Request.String("IamInstanceProfile");
        var groups = Request.Strings("SecurityGroups");
        var data = new Struct
        {
            ["ImageId"] = Request.String("ImageId"),
            ["InstanceType"] = Request.String("InstanceType"),
            ["KeyName"] = Request.String("KeyName"),
            ["UserData"] = Request.String("UserData"),
            ["SecurityGroupIds"] = groups.Where(static g => g.StartsWith("sg-", StringComparison.Ordinal)).ToList(),
            ["SecurityGroups"] = groups.Where(static g => !g.StartsWith("sg-", StringComparison.Ordinal)).ToList(),
            ["IamInstanceProfile"] = profile is null ? null : new Struct { [profile.StartsWith("arn:", StringComparison.Ordinal) ? "Arn" : "Name"] = profile },
            ["Monitoring"] = new Struct { ["Enabled"] = IsMonitored },
            ["EbsOptimized"] = Request.Bool("EbsOptimized"),
            ["BlockDeviceMappings"] = Request.Structs("BlockDeviceMappings"),
            ["MetadataOptions"] = Request.Child("MetadataOptions"),
            ["Placement"] = Request.String("PlacementTenancy") is { } tenancy ? new Struct { ["Tenancy"] = tenancy } : null,
        };
        if (Request.Bool("AssociatePublicIpAddress") is { } publicAddress)
        {
            data["NetworkInterfaces"] = new List<Struct> { new() { ["DeviceIndex"] = 0L, ["AssociatePublicIpAddress"] = publicAddress } };
        }

        return data;
    }

    private bool IsMonitored => Request.Child("InstanceMonitoring")?.Bool("Enabled") ?? true;
}
