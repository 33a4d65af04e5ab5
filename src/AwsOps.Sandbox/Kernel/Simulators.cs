namespace AwsOps.Sandbox.Kernel;

/// <summary>The services that the sandbox simulates, one line each.</summary>
internal static class Simulators
{
    public static IEnumerable<ServiceSimulator> All() =>
    [
        new AccessAnalyzer.AnalyzerSimulator(),
        new AutoScaling.AutoScalingSimulator(),
        new CloudTrail.CloudTrailSimulator(),
        new CloudWatch.CloudWatchSimulator(),
        new Ec2.Ec2Simulator(),
        new ElasticLoadBalancing.Classic.ClassicSimulator(),
        new ElasticLoadBalancing.ElbSimulator(),
        new Iam.IamSimulator(),
        new Kms.KmsSimulator(),
        new Lambda.LambdaSimulator(),
        new Logs.LogsSimulator(),
        new Pricing.PricingSimulator(),
        new S3.S3Simulator(),
        new Sns.SnsSimulator(),
        new Sqs.SqsSimulator(),
        new Ssm.SsmSimulator(),
        new Sts.StsSimulator(),
    ];
}
