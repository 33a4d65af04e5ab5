using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html</summary>
internal static class ActivityOperations
{
    public static void Register(ServiceSimulator service) => service.On("DescribeScalingActivities", Describe);

    private static Struct? Describe(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var (name, ids) = (request.String("AutoScalingGroupName"), request.Strings("ActivityIds"));
        var deleted = request.Bool("IncludeDeletedGroups") ?? false;
        if (name is not null && !deleted && !state.TryGet(name, out _))
        {
            throw AutoScalingErrors.GroupNotFound(name);
        }

        // The newest first; those in progress before those that are over.
        var activities = state.Activities
            .Where(a => (name is null || a.Group.Name == name) && (ids.Count == 0 || ids.Contains(a.Id)) && (deleted || !a.Group.IsGone))
            .Reverse().OrderBy(static a => a.IsOver).ThenByDescending(static a => a.StartTime).ToList();
        var (items, next) = Page.Of(activities, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 100, 1, 100), AutoScalingErrors.InvalidToken);
        return new Struct { ["Activities"] = items.Select(static a => a.Describe()).ToList(), ["NextToken"] = next };
    }
}
