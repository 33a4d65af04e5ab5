using System.Globalization;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>
/// Health of targets.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
/// A change of state takes interval × threshold; only the changes are timed, not every check.
/// </summary>
internal sealed partial class ElbState
{
    /// <summary>After each change of a target's state.</summary>
    public event Action<TargetHealthChange>? TargetHealthChanged;

    /// <summary>After a target has left its group: the deregistration delay is over.</summary>
    public event Action<TargetGroup, Target>? TargetRemoved;

    /// <summary>Registers an instance (or another kind of target) under a port, the group's own when null. Twice is once.</summary>
    /// <exception cref="AwsError">TargetGroupNotFound; InvalidTarget for an instance that is not running, not in the VPC or not there.</exception>
    public Target RegisterTarget(string groupArn, string id, int? port = null, string? zone = null)
    {
        var group = GetTargetGroup(groupArn);
        var instance = CheckTarget(group, id);
        var number = group.TargetType == "lambda" ? null : port ?? group.Port;
        if (FindTarget(group, id, number) is { } old)
        {
            if (old.State != TargetState.Draining)
            {
                return old;
            }

            // Registering again ends the draining.
            old.Timer?.Dispose();
            group.Targets.Remove(old);
        }

        var target = new Target(id, number) { Instance = instance, AvailabilityZone = instance?.AvailabilityZone ?? zone };
        group.Targets.Add(target);
        Check(group, target);
        return target;
    }

    /// <summary>
    /// Begins to take a target out: draining for the deregistration delay, then gone. Without a load balancer it goes at once.
    /// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#deregistration-delay
    /// </summary>
    public void DeregisterTarget(string groupArn, string id, int? port = null)
    {
        var group = GetTargetGroup(groupArn);
        foreach (var target in group.Targets.Where(t => t.Id == id && (port is null || t.Port == port) && t.State != TargetState.Draining).ToList())
        {
            target.Timer?.Dispose();
            if (target.State == TargetState.Unused)
            {
                Drop(group, target);
                continue;
            }

            Move(group, target, TargetState.Draining, "Target.DeregistrationInProgress", "Target deregistration is in progress");
            target.Timer = Scope.Clock.After(group.DeregistrationDelay, () => Drop(group, target));
        }
    }

    /// <summary>The target of an instance in a group, or null once it is gone.</summary>
    public Target? TargetOf(string groupArn, string id) => FindTargetGroup(groupArn)?.Targets.Find(t => t.Id == id);

    /// <summary>Re-examines the targets of every group a load balancer forwards to; after a change of its listeners or subnets.</summary>
    public void CheckTargetsOf(LoadBalancer balancer)
    {
        var arns = balancer.Listeners.SelectMany(static l => l.Rules).SelectMany(static r => r.TargetGroupArns).ToHashSet(StringComparer.Ordinal);
        foreach (var group in _groups.Where(g => arns.Contains(g.Arn)))
        {
            CheckTargetsOf(group);
        }
    }

    /// <summary>Re-examines the targets of a group.</summary>
    public void CheckTargetsOf(TargetGroup group)
    {
        foreach (var target in group.Targets.ToList())
        {
            Check(group, target);
        }
    }

    private void CheckTargetsOf(Instance instance)
    {
        foreach (var group in _groups)
        {
            foreach (var target in group.Targets.Where(t => t.Instance == instance).ToList())
            {
                if (instance.State == InstanceState.Terminated && target.State != TargetState.Draining)
                {
                    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html:
                    // the load balancer stops routing to an instance as soon as it is terminated; nothing is left to drain.
                    target.Timer?.Dispose();
                    Drop(group, target);
                    continue;
                }

                Check(group, target);
            }
        }
    }

    private void Check(TargetGroup group, Target target)
    {
        if (target.State == TargetState.Draining)
        {
            return;
        }

        if (Unusable(group, target) is { } unusable)
        {
            Rest(group, target, TargetState.Unused, unusable.Reason, unusable.Description);
            return;
        }

        var balancers = BalancersOf(group).ToList();
        if (balancers.TrueForAll(static b => b.State != "active"))
        {
            Rest(group, target, TargetState.Initial, "Elb.RegistrationInProgress", "Target registration is in progress");
            return;
        }

        if (!group.HealthCheck.Enabled)
        {
            Rest(group, target, TargetState.Unavailable, "Target.HealthCheckDisabled", "Health checks are not enabled for the target group");
            return;
        }

        var passing = target.Instance is null or { State: InstanceState.Running, ApplicationHealthy: true };
        if (target.Passing == passing)
        {
            return;
        }

        target.Timer?.Dispose();
        target.Passing = passing;
        if (target.State is TargetState.Unused or TargetState.Unavailable || target.Reason == "Elb.RegistrationInProgress")
        {
            Move(group, target, TargetState.Initial, "Elb.InitialHealthChecking", "Initial health checks in progress");
        }

        if (passing == (target.State == TargetState.Healthy) && target.State != TargetState.Initial)
        {
            return;
        }

        // "After your target is registered, it must pass one health check to be considered healthy" (Application Load Balancers).
        var first = target.State == TargetState.Initial && passing && balancers.Exists(static b => b.IsApplication);
        var checks = first ? 1 : passing ? group.HealthCheck.HealthyThreshold : group.HealthCheck.UnhealthyThreshold;
        target.Timer = Scope.Clock.After(TimeSpan.FromSeconds(group.HealthCheck.IntervalSeconds * checks), () =>
        {
            if (passing)
            {
                Move(group, target, TargetState.Healthy, null, null);
            }
            else
            {
                Move(group, target, TargetState.Unhealthy, "Target.FailedHealthChecks", "Health checks failed");
            }
        });
    }

    private (string Reason, string Description)? Unusable(TargetGroup group, Target target)
    {
        var balancers = BalancersOf(group).ToList();
        if (balancers.Count == 0)
        {
            return ("Target.NotInUse", "Target group is not configured to receive traffic from the load balancer");
        }

        if (target.Instance is { State: InstanceState.Stopping or InstanceState.Stopped })
        {
            return ("Target.InvalidState", "Target is in the stopped state");
        }

        if (target.Instance is { State: InstanceState.ShuttingDown or InstanceState.Terminated })
        {
            return ("Target.InvalidState", "Target is in the terminated state");
        }

        return target.AvailabilityZone is { } zone && zone != "all" && !balancers.Exists(b => b.Subnets.Exists(s => s.AvailabilityZone == zone))
            ? ("Target.NotInUse", "Target is in an Availability Zone that is not enabled for the load balancer")
            : null;
    }

    private void Rest(TargetGroup group, Target target, TargetState state, string reason, string description)
    {
        target.Timer?.Dispose();
        target.Passing = null;
        Move(group, target, state, reason, description);
    }

    private void Move(TargetGroup group, Target target, TargetState state, string? reason, string? description)
    {
        var previous = target.State;
        target.State = state;
        target.Reason = reason;
        target.Description = description;
        if (previous != state)
        {
            TargetHealthChanged?.Invoke(new TargetHealthChange(group, target, previous, state));
        }
    }

    private void Drop(TargetGroup group, Target target)
    {
        group.Targets.Remove(target);
        TargetRemoved?.Invoke(group, target);
    }

    private static Target? FindTarget(TargetGroup group, string id, int? port) => group.Targets.Find(t => t.Id == id && t.Port == port);

    /// <summary>Refuses what cannot be a target of the group.</summary>
    public Instance? CheckTarget(TargetGroup group, string id)
    {
        switch (group.TargetType)
        {
            case "instance":
                if (!Ec2.Instances.TryGet(id, out var instance))
                {
                    throw new AwsError("InvalidTarget", $"The following targets are not valid instances: '{id}'");
                }

                if (instance.VpcId != group.Vpc?.Id)
                {
                    throw new AwsError("InvalidTarget", $"The following targets are not in the target group VPC '{group.Vpc?.Id}': '{id}'");
                }

                return instance.State == InstanceState.Running
                    ? instance
                    : throw new AwsError("InvalidTarget", $"The following targets are not in a running state and cannot be registered: '{id}'");
            case "ip":
                return Cidr.TryParseAddress(id, out _, out _)
                    ? null
                    : throw new AwsError("ValidationError", string.Create(CultureInfo.InvariantCulture, $"The IP address '{id}' is not a valid IPv4 or IPv6 address"));
            default:
                return null;
        }
    }
}
