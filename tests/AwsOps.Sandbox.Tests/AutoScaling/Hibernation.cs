using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>Launch templates whose instances can hibernate.</summary>
internal static class Hibernation
{
    /// <summary>Gives the newest version what https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html asks for.</summary>
    public static void Configure(LaunchTemplate template)
    {
        var data = template.Versions.Values.Last().Data;
        data["HibernationOptions"] = new Struct { ["Configured"] = true };
        data["BlockDeviceMappings"] = new List<Struct> { new() { ["DeviceName"] = "/dev/xvda", ["Ebs"] = new Struct { ["Encrypted"] = true, ["VolumeSize"] = 20L } } };
    }
}
