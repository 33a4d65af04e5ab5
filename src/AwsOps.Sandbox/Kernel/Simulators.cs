namespace AwsOps.Sandbox.Kernel;

/// <summary>The services that the sandbox simulates, one line each.</summary>
internal static class Simulators
{
    public static IEnumerable<ServiceSimulator> All() =>
    [
        new AutoScaling.AutoScalingSimulator(),
        new CloudWatch.CloudWatchSimulator(),
        new Ec2.Ec2Simulator(),
        new ElasticLoadBalancing.ElbSimulator(),
        new Iam.IamSimulator(),
        new Logs.LogsSimulator(),
        new Sns.SnsSimulator(),
        new Ssm.SsmSimulator(),
        new Sts.StsSimulator(),
    ];
}
