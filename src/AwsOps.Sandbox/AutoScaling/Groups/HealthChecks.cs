using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>
/// Looks after a group every minute: unhealthy instances, lifetimes, balance, metrics.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
/// </summary>
internal sealed class HealthChecks(AutoScalingState state)
{
    /// <summary>The minute's round.</summary>
    public void Check(ScalingGroup group)
    {
        GroupMetrics.Publish(state, group);
        if (group.IsDeleting)
        {
            return;
        }

        foreach (var instance in group.Instances.ToList())
        {
            if (instance.State == Lifecycle.InService && instance.Healthy && FindFault(group, instance) is { } fault)
            {
                MarkUnhealthy(group, instance, fault);
            }
            else if (instance is { State: Lifecycle.InService, Healthy: false })
            {
                // ReplaceUnhealthy was suspended when it failed.
                Replace(group, instance, "a health check");
            }
        }

        ReplaceOldest(group);
        ZoneRebalancing.Step(state, group);
        if (group.Capacity != group.Desired + group.Surplus + group.AtRiskUnits && group.FailedLaunches == 0)
        {
            state.Capacity.Request(group);
        }
    }

    /// <summary>EC2 says that an instance no longer runs: found by the next check, even within the grace period (HC1).</summary>
    public void NotRunning(ScalingGroup group, GroupInstance instance)
    {
        if (!Lifecycle.Counts(instance.State))
        {
            if (instance.State == Lifecycle.Standby && instance.Ec2.State == InstanceState.Terminated)
            {
                state.Leave(group, instance);
            }

            return;
        }

        state.Scope.Clock.After(AutoScalingTimings.Within(state.Timings.HealthCheck, state.Scope.Ids), () =>
        {
            var gone = instance.Ec2.State is not (InstanceState.Running or InstanceState.Pending);
            if (gone && Lifecycle.Counts(instance.State) && instance.Healthy && !group.IsSuspended("HealthCheck"))
            {
                MarkUnhealthy(group, instance, "an EC2 health check indicating it has been terminated or stopped");
            }
        });
    }

    /// <summary>Marks an instance unhealthy and, unless ReplaceUnhealthy is suspended, replaces it.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="fault">What the check found, as the cause words it.</param>
    public void MarkUnhealthy(ScalingGroup group, GroupInstance instance, string fault)
    {
        instance.Healthy = false;
        Replace(group, instance, fault);
    }

    /// <summary>Whether the grace period after entering service is still on.</summary>
    public bool InGrace(ScalingGroup group, GroupInstance instance) =>
        instance.InServiceAt is not { } since || state.Now < since.AddSeconds(group.HealthCheckGracePeriod);

    private void Replace(ScalingGroup group, GroupInstance instance, string fault)
    {
        if (group.IsSuspended("ReplaceUnhealthy") || group.IsSuspended("Terminate"))
        {
            return;
        }

        var cause = Activity.At(state.Now, $"an instance was taken out of service in response to {fault}");
        if (group.Capacity <= group.Desired + group.Surplus + group.AtRiskUnits - (instance.IsAtRisk && group.CapacityRebalance ? instance.Units : 0))
        {
            group.Replacements += instance.Units;
        }

        state.Instances.Terminate(group, instance, cause);
        state.Capacity.Request(group);
    }

    private string? FindFault(ScalingGroup group, GroupInstance instance)
    {
        if (group.IsSuspended("HealthCheck"))
        {
            return null;
        }

        if (instance.Ec2.State is not (InstanceState.Running or InstanceState.Pending))
        {
            return "an EC2 health check indicating it has been terminated or stopped";
        }

        if (InGrace(group, instance))
        {
            return null;
        }

        if (instance.Ec2.StatusCheck == StatusCheck.Impaired)
        {
            return "an EC2 instance status checks failure";
        }

        var checksElb = group.HealthCheckType.Split(',').Contains("ELB");
        return checksElb && (group.TargetGroupArns.Exists(arn => state.Elb.TargetOf(arn, instance.Id)?.State == TargetState.Unhealthy)
                || group.LoadBalancerNames.Exists(name => state.Classic.InstanceOf(name, instance.Id) is { Failed: true }))
            ? "an ELB system health check failure"
            : null;
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html: one at a time, when the group is settled.
    private void ReplaceOldest(ScalingGroup group)
    {
        if (group.MaxInstanceLifetime is not { } lifetime || group.Capacity != group.Desired || group.Instances.Exists(static i => i.State != Lifecycle.InService))
        {
            return;
        }

        var oldest = group.Instances.Where(i => !i.ProtectedFromScaleIn && state.Now - i.Ec2.LaunchTime >= TimeSpan.FromSeconds(lifetime)).MinBy(static i => i.Ec2.LaunchTime);
        if (oldest is not null && !group.IsSuspended("Terminate"))
        {
            state.Instances.Terminate(group, oldest, Activity.At(state.Now, "an instance was taken out of service in response to exceeding the maximum instance lifetime"));
            state.Capacity.Request(group);
        }
    }
}
