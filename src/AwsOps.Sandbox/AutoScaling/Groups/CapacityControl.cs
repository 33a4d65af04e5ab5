using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.AutoScaling.Notifications;
using AwsOps.Sandbox.AutoScaling.WarmPools;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;
using WarmPool = AwsOps.Engine.Scaling.WarmPool;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>Keeps a group at its desired capacity: a little after each change it launches or terminates the difference.</summary>
internal sealed class CapacityControl(AutoScalingState state)
{
    private readonly LaunchPlanner _planner = new(state);

    public LaunchPlanner Planner => _planner;

    /// <summary>Sets the desired capacity and remembers why.</summary>
    /// <param name="group">The group.</param>
    /// <param name="desired">The new desired capacity.</param>
    /// <param name="what">Who changed it; the change itself is added.</param>
    /// <param name="warmupSeconds">The warm-up of what is launched for it, when a policy has one; null is the group's.</param>
    public void SetDesired(ScalingGroup group, int desired, string what, int? warmupSeconds = null)
    {
        if (desired != group.Desired)
        {
            group.LaunchWarmup = desired > group.Desired ? warmupSeconds : group.LaunchWarmup;
            group.Causes.Add(Activity.At(state.Now, $"{what} changing the desired capacity from {group.Desired} to {desired}"));
            group.Desired = desired;
        }

        Request(group);
    }

    /// <summary>Looks at the difference between desired and actual capacity a little later.</summary>
    public void Request(ScalingGroup group) =>
        group.Reconciliation ??= state.Scope.Clock.After(state.Timings.DecisionDelay(state.Scope.Ids), () => Reconcile(group));

    /// <summary>Looks at the difference now.</summary>
    public void Reconcile(ScalingGroup group)
    {
        group.Reconciliation?.Dispose();
        group.Reconciliation = null;
        var (have, want) = (group.Capacity, group.Desired + group.Surplus + group.AtRiskUnits);
        if (have < want && !group.IsSuspended("Launch"))
        {
            Grow(group, have, want);
        }
        else if (have > want)
        {
            Shrink(group, have, want);
        }
        else if (have == want)
        {
            group.Causes.Clear();
            group.Replacements = 0;
        }

        SpotRebalancing.Relieve(state, group);
        WarmPoolControl.Fill(state, group);
    }

    /// <summary>Launches one instance in the zone with the fewest, or in the one given; the failure as a message when it cannot.</summary>
    public GroupInstance? LaunchOne(ScalingGroup group, string cause, out string? failure, string? onlyZone = null, bool? onlySpot = null)
    {
        failure = null;
        var choice = group.ActiveRefresh?.LaunchNow ?? group.Launch;
        try
        {
            var candidates = _planner.Candidates(group, choice);
            foreach (var isSpot in choice.Mixed is not null && onlySpot is not null ? [onlySpot] : LaunchPlanner.Purchases(group, choice))
            {
                if (LaunchOne(group, choice, candidates, isSpot, cause, ref failure, onlyZone) is { } instance)
                {
                    return instance;
                }
            }
        }
        catch (AwsError error)
        {
            failure = error.Message;
        }

        return null;
    }

    /// <summary>Chooses the next instance to terminate among some, by the group's termination policies.</summary>
    /// <param name="group">The group.</param>
    /// <param name="instances">Those to choose from.</param>
    /// <param name="ignoreProtection">Whether protected ones may be chosen.</param>
    /// <param name="stay">The units of <paramref name="all"/> that have to stay; null when any number may go.</param>
    /// <param name="all">The instances of the group that count; null is <paramref name="instances"/>.</param>
    /// <param name="onlyPending">Whether only those that launch may be chosen.</param>
    public GroupInstance? Choose(
        ScalingGroup group, IReadOnlyList<GroupInstance> instances, bool ignoreProtection = false, int? stay = null, IReadOnlyList<GroupInstance>? all = null, bool onlyPending = false)
    {
        all ??= instances;
        var fleet = instances.Select(i => i.ToFleet() with { IsProtected = (!ignoreProtection && i.ProtectedFromScaleIn) || (onlyPending && !Lifecycle.IsPending(i.State)) }).ToList();
        var context = new TerminationContext
        {
            Policies = [.. group.TerminationPolicies.Select(static p => Enum.TryParse<TerminationPolicy>(p, out var policy) ? policy : TerminationPolicy.Default)],
            Now = state.Now,
            CurrentLaunchTemplateId = group.Launch.AnyTemplate?.String("LaunchTemplateId"),
            AllocationRank = _planner.Ranks(group, instances),
            Pick = state.Scope.Ids.Next,
        };
        if (group.Launch.Mixed is { } mixed)
        {
            // "first it identifies which of the two types (Spot or On-Demand) should be terminated".
            var (onDemand, spot) = stay is null ? (LaunchPlanner.Units(group, false), LaunchPlanner.Units(group, true)) : (Units(all, false), Units(all, true));
            var (spotFirst, spare) = PurchaseSplit.Of(stay ?? group.Desired, mixed.OnDemandBase, mixed.OnDemandPercent).Shrink(onDemand, spot);
            context = context with { TerminateSpot = spotFirst, MaxOnDemandUnits = stay is null ? int.MaxValue : spare };
        }

        // MI2: an instance goes only when what remains still reaches the desired capacity.
        var index = Termination.Choose(fleet, stay is { } units ? context with { MaxUnits = all.Sum(static i => i.Units) - units } : context);
        return index < 0 ? null : instances[index];
    }

    private GroupInstance? LaunchOne(ScalingGroup group, LaunchChoice choice, IReadOnlyList<LaunchCandidate> candidates, bool? isSpot, string cause, ref string? failure, string? onlyZone)
    {
        var zones = onlyZone is null ? group.Zones : [onlyZone];
        if (isSpot is not true && WarmPoolControl.Take(state, group, zones, cause) is { } warm)
        {
            return warm;
        }

        var unavailable = new bool[zones.Count];
        int[] counts = [.. zones.Select(z => group.Counted.Count(i => i.Ec2.AvailabilityZone == z))];
        for (var zone = ZoneBalance.ZoneForLaunch(counts, unavailable); zone >= 0; zone = ZoneBalance.ZoneForLaunch(counts, unavailable))
        {
            var subnet = SubnetIn(group, zones[zone]);
            foreach (var candidate in _planner.InZone(group, choice, candidates, isSpot, zones[zone]))
            {
                try
                {
                    return state.Instances.Launch(group, candidate, subnet, cause);
                }
                catch (AwsError error) when (error.Code == "InsufficientInstanceCapacity")
                {
                    // "If an Availability Zone becomes unhealthy or unavailable, Amazon EC2 Auto Scaling launches in another."
                    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
                    failure = error.Message;
                }
            }

            unavailable[zone] = true;
        }

        return null;
    }

    private static int Units(IReadOnlyList<GroupInstance> instances, bool isSpot) => instances.Where(i => i.Ec2.IsSpot == isSpot).Sum(static i => i.Units);

    private void Grow(ScalingGroup group, int have, int want)
    {
        var (capacity, launched) = (have, false);
        while (capacity < want)
        {
            // What is at risk is replaced by Spot, once the group has what it is to have.
            var isForRisk = group.Replacements == 0 && CapacityRebalancing.Replacements(group.Desired + group.Surplus, capacity, group.AtRiskUnits) == want - capacity;
            var what = isForRisk ? "an instance was launched in response to an EC2 instance rebalance recommendation" : group.Replacements > 0
                ? "an instance was launched in response to an unhealthy instance needing to be replaced"
                : $"an instance was started in response to a difference between desired and actual capacity, increasing the capacity from {have} to {want}";
            var cause = Activity.Join([.. group.Causes, Activity.At(state.Now, what)]);
            if (LaunchOne(group, cause, out var failure, onlySpot: isForRisk ? true : null) is not { } instance)
            {
                Failed(group, cause, failure ?? "No Availability Zone of the group can be used.");
                return;
            }

            launched = true;
            capacity += instance.Units;
            instance.WarmupSeconds = group.Replacements > 0 || isForRisk ? null : group.LaunchWarmup;
            group.Replacements = Math.Max(0, group.Replacements - instance.Units);
        }

        if (launched)
        {
            group.FailedLaunches = 0;
            group.LaunchWarmup = null;
            group.Causes.Clear();
        }
    }

    private void Shrink(ScalingGroup group, int have, int want)
    {
        var instances = group.Counted.ToList();
        var chosen = new List<GroupInstance>();
        // "Suspending the Terminate process applies only to instances that are currently in the InService state. It does not prevent the termination of instances in other states":
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/suspend-resume-considerations.html
        var onlyPending = group.IsSuspended("Terminate");
        while (instances.Sum(static i => i.Units) > want && Choose(group, instances, stay: want, onlyPending: onlyPending) is { } next)
        {
            chosen.Add(next);
            instances.Remove(next);
        }

        if (chosen.Count == 0)
        {
            if (group.Counted.All(static i => i.ProtectedFromScaleIn))
            {
                Protected(group);
            }

            group.Causes.Clear();
            return;
        }

        var cause = Activity.Join([
            .. group.Causes,
            Activity.At(state.Now, $"an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from {have} to {want}"),
            .. chosen.Select(i => Activity.At(state.Now, $"instance {i.Id} was selected for termination"))]);
        group.Causes.Clear();
        foreach (var instance in chosen)
        {
            var isWell = instance.Healthy && instance.Ec2.State == InstanceState.Running;
            if (WarmPool.Returns(group.WarmPool is { IsDeleting: false, ReuseOnScaleIn: true }, instance.State == Lifecycle.InService, isWell))
            {
                WarmPoolControl.Return(state, group, instance, cause);
            }
            else
            {
                state.Instances.Terminate(group, instance, cause);
            }
        }
    }

    // The launch is tried again, each time after twice as long.
    private void Failed(ScalingGroup group, string cause, string failure)
    {
        var activity = state.Begin(group, $"Launching a new EC2 instance.  Status Reason: {failure} Launching EC2 instance failed.", cause);
        activity.Fail(state.Now, $"{failure} Launching EC2 instance failed.");
        GroupNotifications.Send(state, activity, "autoscaling:EC2_INSTANCE_LAUNCH_ERROR", null);
        var wait = TimeSpan.FromTicks(Math.Min(state.Timings.MaxRetry.Ticks, state.Timings.Retry.Ticks << Math.Min(group.FailedLaunches, 20)));
        group.FailedLaunches++;
        group.Reconciliation = state.Scope.Clock.After(wait, () => Reconcile(group));
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
    private void Protected(ScalingGroup group)
    {
        var activity = state.Begin(
            group,
            "Could not scale to desired capacity because all remaining instances are protected from scale in.",
            Activity.Join([.. group.Causes, Activity.At(state.Now, "Auto Scaling group did not scale in")]));
        activity.Cancel(state.Now, "All remaining instances are protected from scale in.");
    }

    /// <summary>The subnet of the group to launch in, in a zone.</summary>
    public Subnet SubnetIn(ScalingGroup group, string zone)
    {
        var subnets = group.SubnetIds.Count > 0
            ? group.SubnetIds.Select(state.Ec2.FindSubnet).OfType<Subnet>().Where(s => s.AvailabilityZone == zone)
            : state.Ec2.Subnets.Where(s => s.DefaultForAz && s.AvailabilityZone == zone);
        return subnets.MinBy(s => group.Counted.Count(i => i.Ec2.Subnet == s))
            ?? throw new AwsError("InvalidSubnetID.NotFound", $"No subnet of the group is left in the Availability Zone {zone}.");
    }
}
