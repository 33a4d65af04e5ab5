using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Takes Spot Instances of the sandbox back, as EC2 does.</summary>
public static class SpotInterruption
{
    /// <summary>A rebalance recommendation now, the interruption notice <paramref name="lead"/> later, and two minutes after the notice the end.</summary>
    /// <param name="cloud">The sandbox.</param>
    /// <param name="region">Region of the instance.</param>
    /// <param name="instanceId">A Spot Instance that runs.</param>
    /// <param name="lead">How long before the notice the recommendation comes.</param>
    /// <param name="account">Account of the instance; null is the sandbox's own.</param>
    /// <exception cref="ArgumentException">There is no such instance, it is not a Spot Instance, or it does not run.</exception>
    public static void Send(SandboxCloud cloud, string region, string instanceId, TimeSpan lead, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        lock (cloud.Gate)
        {
            try
            {
                cloud.Scope(account ?? cloud.Options.Account, region).Get<Ec2State>().InterruptSpotInstance(instanceId, lead);
            }
            catch (AwsError error)
            {
                throw new ArgumentException(error.Message, nameof(instanceId));
            }
        }
    }
}
