using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Hooks;
using AwsOps.Sandbox.AutoScaling.Notifications;
using AwsOps.Sandbox.AutoScaling.Policies;
using AwsOps.Sandbox.AutoScaling.WarmPools;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.ElasticLoadBalancing.Classic;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>
/// Takes single instances through their life in a group: pending, hooks, registration, in service; draining, hooks, gone.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
/// </summary>
internal sealed class InstanceLifecycle(AutoScalingState state)
{
    public const string Draining = " - Waiting For ELB Connection Draining.";
    private const string Launching = "autoscaling:EC2_INSTANCE_LAUNCHING";
    private const string TerminatingTransition = "autoscaling:EC2_INSTANCE_TERMINATING";

    /// <summary>Launches an instance into the group.</summary>
    /// <exception cref="AwsError">As EC2 answers; nothing is made then.</exception>
    public GroupInstance Launch(ScalingGroup group, LaunchCandidate candidate, Subnet subnet, string cause)
    {
        var instance = Run(group, candidate, subnet);
        instance.ProtectedFromScaleIn = group.NewInstancesProtected;
        group.Instances.Add(instance);
        instance.Activity = state.Begin(group, $"Launching a new EC2 instance: {instance.Id}", cause);
        instance.Activity.Details = Activity.DetailsOf(subnet);
        instance.Activity.Step("PreInService", 30);
        return instance;
    }

    /// <summary>Starts an EC2 instance for a group or its warm pool, with the tags that tell whose it is.</summary>
    public GroupInstance Run(ScalingGroup group, LaunchCandidate candidate, Subnet subnet)
    {
        var tags = group.Tags.Values.Where(static t => t.PropagateAtLaunch).Select(static t => KeyValuePair.Create(t.Key, t.Value))
            .Append(KeyValuePair.Create("aws:autoscaling:groupName", group.Name));
        if (candidate.Source.TemplateId is { } template)
        {
            tags = tags.Append(KeyValuePair.Create("aws:ec2launchtemplate:id", template))
                .Append(KeyValuePair.Create("aws:ec2launchtemplate:version", candidate.Source.TemplateVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        var ec2 = state.Ec2.RunInstance(LaunchPlanner.In(candidate.Spec, subnet).WithInstanceTags(tags));
        var instance = new GroupInstance(ec2, candidate.Source) { Weight = candidate.Weight };
        state.Join(group, instance);
        return instance;
    }

    /// <summary>Puts an instance in service: registered with the group's target groups, its activity done.</summary>
    public void EnterService(ScalingGroup group, GroupInstance instance)
    {
        if (!group.IsSuspended("AddToLoadBalancer"))
        {
            foreach (var arn in group.TargetGroupArns)
            {
                Register(arn, instance);
            }

            foreach (var name in group.LoadBalancerNames)
            {
                RegisterWithBalancer(name, instance);
            }
        }

        instance.State = Lifecycle.InService;
        instance.InServiceAt = state.Now;
        Finish(group, instance, "autoscaling:EC2_INSTANCE_LAUNCH");
        TargetTrackingAlarms.Refresh(state, group);
        SpotRebalancing.Relieve(state, group);
    }

    /// <summary>Takes an instance out of the group and terminates it.</summary>
    public Activity Terminate(ScalingGroup group, GroupInstance instance, string cause)
    {
        if (Lifecycle.IsTerminating(instance.State))
        {
            return instance.Activity!;
        }

        instance.Activity?.Cancel(state.Now, "The instance was terminated before it was in service.");
        instance.Hooks?.Dispose();
        instance.Hooks = null;
        instance.State = Lifecycle.Terminating;
        instance.Activity = state.Begin(group, $"Terminating EC2 instance: {instance.Id}", cause);
        instance.Activity.Details = Activity.DetailsOf(instance.Ec2.Subnet);
        if (Deregister(group, instance))
        {
            instance.Activity.Description += Draining;
            instance.Activity.Step("WaitingForELBConnectionDraining", 50);
        }
        else
        {
            Drained(group, instance);
        }

        return instance.Activity;
    }

    /// <summary>Begins to take an instance out of the group's target groups and load balancers; true when it has to drain first.</summary>
    public bool Deregister(ScalingGroup group, GroupInstance instance)
    {
        foreach (var arn in group.TargetGroupArns.Where(arn => state.Elb.TargetOf(arn, instance.Id) is not null))
        {
            state.Elb.DeregisterTarget(arn, instance.Id);
        }

        foreach (var balancer in group.LoadBalancerNames.Select(state.Classic.Find).OfType<ClassicBalancer>())
        {
            state.Classic.DeregisterInstance(balancer, instance.Id);
        }

        return IsRegistered(group, instance.Id);
    }

    /// <summary>Registers an instance with a target group; a target group of another VPC or kind leaves it out, as AWS does.</summary>
    public void Register(string targetGroupArn, GroupInstance instance)
    {
        if (state.Elb.FindTargetGroup(targetGroupArn) is { TargetType: "instance" } group && group.Vpc == instance.Ec2.Subnet.Vpc
            && instance.Ec2.State == InstanceState.Running)
        {
            state.Elb.RegisterTarget(targetGroupArn, instance.Id);
        }
    }

    /// <summary>Registers an instance with a Classic Load Balancer; one of another VPC leaves it out.</summary>
    public void RegisterWithBalancer(string name, GroupInstance instance)
    {
        if (state.Classic.Find(name) is { } balancer && balancer.Vpc == instance.Ec2.Subnet.Vpc && instance.Ec2.State == InstanceState.Running)
        {
            state.Classic.RegisterInstance(balancer, instance.Ec2);
        }
    }

    /// <summary>After each change of an EC2 instance.</summary>
    public void Follow(InstanceStateChange change)
    {
        if (state.Member(change.Instance.Id) is not var (group, instance))
        {
            return;
        }

        if (Lifecycle.IsWarm(instance.State))
        {
            WarmPoolControl.Follow(state, group, instance, change.Current);
        }
        else if (change.Current == InstanceState.Running && instance.State == Lifecycle.Pending)
        {
            Started(group, instance);
        }
        else if (change.Current == InstanceState.Terminated && Lifecycle.IsTerminating(instance.State))
        {
            Gone(group, instance);
        }
        else if (change.Current is not (InstanceState.Running or InstanceState.Pending))
        {
            state.Health.NotRunning(group, instance);
        }
    }

    /// <summary>After an instance has left a target group, or a Classic Load Balancer.</summary>
    public void Left(string instanceId, TargetGroup? targetGroup)
    {
        if (state.Member(instanceId) is var (group, instance) && (instance.State == Lifecycle.Terminating || instance.IsReturning)
            && instance.Activity?.StatusCode == "WaitingForELBConnectionDraining" && !IsRegistered(group, instanceId, targetGroup))
        {
            instance.Activity.Description = instance.Activity.Description.Replace(Draining, string.Empty, StringComparison.Ordinal);
            if (instance.IsReturning)
            {
                WarmPoolControl.Drained(state, group, instance);
            }
            else
            {
                Drained(group, instance);
            }
        }
    }

    private bool IsRegistered(ScalingGroup group, string instanceId, TargetGroup? but = null) =>
        group.TargetGroupArns.Exists(arn => arn != but?.Arn && state.Elb.TargetOf(arn, instanceId) is not null)
        || group.LoadBalancerNames.Exists(name => state.Classic.InstanceOf(name, instanceId) is not null);

    private void Started(ScalingGroup group, GroupInstance instance)
    {
        if (!HookControl.Begin(state, group, instance, Launching, "EC2", "AutoScalingGroup", result => HooksDone(group, instance, result)))
        {
            EnterService(group, instance);
            return;
        }

        instance.State = Lifecycle.PendingWait;
        instance.Activity?.Step("MidLifecycleAction", 50);
    }

    private void HooksDone(ScalingGroup group, GroupInstance instance, string result)
    {
        instance.State = Lifecycle.PendingProceed;
        if (result == "CONTINUE")
        {
            EnterService(group, instance);
            return;
        }

        // ABANDON: the instance goes and the group launches another.
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
        instance.Activity?.Cancel(state.Now, "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token " + instance.Hooks?.Token + " was abandoned: Lifecycle Action Completed with ABANDON Result");
        var cause = Activity.At(state.Now, "an instance was taken out of service in response to a launch lifecycle hook that was abandoned");
        Terminate(group, instance, cause);
        state.Capacity.Request(group);
    }

    private void Drained(ScalingGroup group, GroupInstance instance)
    {
        instance.Activity!.Step("InProgress", 50);
        if (instance.Ec2.State is InstanceState.Running or InstanceState.Stopped
            && HookControl.Begin(state, group, instance, TerminatingTransition, "AutoScalingGroup", "EC2", _ => Proceed(group, instance)))
        {
            instance.State = Lifecycle.TerminatingWait;
            instance.Activity.Step("MidLifecycleAction", 60);
            return;
        }

        End(group, instance);
    }

    private void Proceed(ScalingGroup group, GroupInstance instance)
    {
        instance.State = Lifecycle.TerminatingProceed;
        End(group, instance);
    }

    private void End(ScalingGroup group, GroupInstance instance)
    {
        if (instance.Ec2.State == InstanceState.Terminated)
        {
            Gone(group, instance);
        }
        else
        {
            state.Ec2.TerminateInstance(instance.Id);
        }
    }

    private void Gone(ScalingGroup group, GroupInstance instance)
    {
        state.Leave(group, instance);
        Finish(group, instance, "autoscaling:EC2_INSTANCE_TERMINATE");
        TargetTrackingAlarms.Refresh(state, group);
        if (group.IsDeleting && group.Instances.Count == 0)
        {
            GroupRemoval.Remove(state, group);
        }
    }

    private void Finish(ScalingGroup group, GroupInstance instance, string notification)
    {
        if (instance.Activity is not { IsOver: false } activity)
        {
            return;
        }

        activity.Succeed(state.Now);
        group.LastActivityEnd = state.Now;
        instance.Activity = null;
        GroupNotifications.Send(state, activity, notification, instance);
    }
}
