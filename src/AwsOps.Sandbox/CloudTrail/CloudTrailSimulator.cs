using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudTrail;

/// <summary>AWS CloudTrail: the event history of the sandbox's own call trail, and trails.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-user-guide.html</remarks>
internal sealed class CloudTrailSimulator : ServiceSimulator
{
    public CloudTrailSimulator()
        : base("cloudtrail")
    {
        On("LookupEvents", EventHistory.Lookup);
        TrailOperations.Register(this);
    }
}
