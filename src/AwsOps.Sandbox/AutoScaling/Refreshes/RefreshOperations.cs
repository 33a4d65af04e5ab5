using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Refreshes;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html</summary>
internal static class RefreshOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("StartInstanceRefresh", Start);
        service.On("DescribeInstanceRefreshes", Describe);
        service.On("CancelInstanceRefresh", Cancel);
        service.On("RollbackInstanceRefresh", Rollback);
    }

    private static Struct? Start(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        if (group.ActiveRefresh is { } active)
        {
            throw new AwsError("InstanceRefreshInProgress", $"An Instance Refresh is already in progress and blocks the execution of this Instance Refresh: {active.Id}");
        }

        if (request.String("Strategy") is { } strategy and not "Rolling")
        {
            throw AutoScalingErrors.Validation($"This sandbox does not simulate the strategy '{strategy}': use Rolling.");
        }

        var preferences = RefreshPreferences.Of(request.Child("Preferences"));
        var desired = Desired(state, group, request.Child("DesiredConfiguration"));
        if (preferences.AutoRollback)
        {
            CheckRollback(group, desired);
        }

        var refresh = new Refresh(call.Ids.Uuid(), group, preferences, call.Now)
        {
            DesiredConfiguration = request.Child("DesiredConfiguration"),
            LaunchNow = desired,
        };
        refresh.Outdated.UnionWith(Outdated(state, group, preferences, desired ?? group.Launch));
        refresh.Total = refresh.Outdated.Count;
        group.Refreshes.Add(refresh);
        RefreshRunner.Start(state, refresh);
        return new Struct { ["InstanceRefreshId"] = refresh.Id };
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeInstanceRefreshes.html: the newest first.
    private static Struct? Describe(Call call, Struct request)
    {
        var (_, group) = Find(call, request);
        var ids = request.Strings("InstanceRefreshIds");
        var all = group.Refreshes.Where(r => ids.Count == 0 || ids.Contains(r.Id)).Reverse().ToList();
        var (items, next) = Page.Of(all, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), AutoScalingErrors.InvalidToken);
        return new Struct { ["InstanceRefreshes"] = items.Select(static r => r.Describe()).ToList(), ["NextToken"] = next };
    }

    private static Struct? Cancel(Call call, Struct request)
    {
        var (_, group) = Find(call, request);
        var refresh = Active(group);
        refresh.Status = "Cancelling";
        refresh.StatusReason = "Cancelled due to user request.";
        return new Struct { ["InstanceRefreshId"] = refresh.Id };
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RollbackInstanceRefresh.html
    private static Struct? Rollback(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        var refresh = Active(group);
        CheckRollback(group, refresh.LaunchNow);
        RefreshRunner.RollBack(state, refresh, "Rollback requested by user.");
        return new Struct { ["InstanceRefreshId"] = refresh.Id };
    }

    private static LaunchChoice? Desired(AutoScalingState state, ScalingGroup group, Struct? configuration)
    {
        if (configuration is null || (!configuration.Has("LaunchTemplate") && !configuration.Has("MixedInstancesPolicy")))
        {
            return null;
        }

        var reader = new GroupRequest(state, configuration);
        var choice = reader.Launch(group.Launch);
        reader.CheckLaunch(choice, group.Zones, group.SubnetIds);
        return choice;
    }

    // A rollback needs a configuration to go back to that stays what it is.
    private static void CheckRollback(ScalingGroup group, LaunchChoice? desired)
    {
        var version = group.Launch.AnyTemplate?.String("Version");
        if (desired is null || group.Launch.ConfigurationName is not null || version is null or "$Latest" or "$Default")
        {
            throw new AwsError(
                "IrreversibleInstanceRefresh",
                "A rollback needs a desired configuration in the instance refresh, and a group whose launch template version is a number, not $Latest or $Default.");
        }
    }

    private static IEnumerable<string> Outdated(AutoScalingState state, ScalingGroup group, RefreshPreferences preferences, LaunchChoice choice)
    {
        var instances = group.Instances.Where(static i => !Lifecycle.IsTerminating(i.State));
        if (!preferences.SkipMatching)
        {
            return instances.Select(static i => i.Id);
        }

        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh-skip-matching.html
        var wanted = state.Capacity.Planner.Candidates(group, choice);
        return instances.Where(i => !wanted.Any(c => c.Source == i.Source && c.Spec.InstanceType == i.Ec2.InstanceType && c.Spec.ImageId == i.Ec2.ImageId)).Select(static i => i.Id);
    }

    private static Refresh Active(ScalingGroup group) => group.ActiveRefresh
        ?? throw new AwsError("ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found for Auto Scaling group " + group.Name);

    private static (AutoScalingState State, ScalingGroup Group) Find(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        return (state, state.Get(request.String("AutoScalingGroupName")!));
    }
}
