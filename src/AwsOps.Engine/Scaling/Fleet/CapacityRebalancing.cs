namespace AwsOps.Engine.Scaling;

/// <summary>
/// Capacity Rebalancing (CR1): Spot Instances that EC2 recommends to rebalance are replaced before they are interrupted; the one implementation for replay and sandbox. See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html.
/// </summary>
public static class CapacityRebalancing
{
    /// <summary>
    /// How many units of Spot are to be launched for those at risk: as many as they have, so the group "can temporarily exceed the specified maximum capacity". None as long as
    /// the group lacks something else: "if … your Auto Scaling group is below its new desired capacity, Amazon EC2 Auto Scaling scales out first".
    /// </summary>
    /// <param name="wanted">Units that the group is to have: its desired capacity, and what zones are balanced with.</param>
    /// <param name="live">Units that launch or are in service, those at risk included.</param>
    /// <param name="atRisk">Units at risk.</param>
    public static int Replacements(int wanted, int live, int atRisk) => live < wanted ? 0 : Math.Max(0, wanted + atRisk - live);

    /// <summary>
    /// Whether an instance at risk may be terminated: "waits until the new instance passes its health check before it proceeds with terminating the old instance", so what
    /// stays in service has to reach the desired capacity.
    /// </summary>
    /// <param name="inService">Units in service that are healthy, the instance included.</param>
    /// <param name="weight">The instance's units.</param>
    /// <param name="desired">The desired capacity.</param>
    public static bool MayTerminate(int inService, int weight, int desired) => inService - weight >= desired;
}
