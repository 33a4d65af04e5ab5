using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html</summary>
internal static class DescribeGroups
{
    public static void Register(ServiceSimulator service)
    {
        service.On("DescribeAutoScalingGroups", Groups);
        service.On("DescribeAutoScalingInstances", Instances);
    }

    public static Struct Describe(ScalingGroup group, bool includeInstances = true)
    {
        var pool = group.WarmPool;
        var answer = new Struct
        {
            ["AutoScalingGroupName"] = group.Name,
            ["AutoScalingGroupARN"] = group.Arn,
            ["LaunchConfigurationName"] = group.Launch.ConfigurationName,
            ["LaunchTemplate"] = group.Launch.Template,
            ["MixedInstancesPolicy"] = group.Launch.Mixed?.Describe(),
            ["MinSize"] = (long)group.MinSize,
            ["MaxSize"] = (long)group.MaxSize,
            ["DesiredCapacity"] = (long)group.Desired,
            ["PredictedCapacity"] = (long?)group.PredictedCapacity,
            ["DefaultCooldown"] = (long)group.DefaultCooldown,
            ["DefaultInstanceWarmup"] = (long?)group.DefaultInstanceWarmup,
            ["AvailabilityZones"] = group.Zones,
            ["VPCZoneIdentifier"] = string.Join(',', group.SubnetIds),
            ["LoadBalancerNames"] = group.LoadBalancerNames,
            ["TargetGroupARNs"] = group.TargetGroupArns,
            ["TrafficSources"] = LoadBalancing.TrafficSources(group).Select(static s => new Struct { ["Identifier"] = s.Identifier, ["Type"] = s.Type }).ToList(),
            ["HealthCheckType"] = group.HealthCheckType,
            ["HealthCheckGracePeriod"] = (long)group.HealthCheckGracePeriod,
            ["CreatedTime"] = group.CreatedTime,
            ["TerminationPolicies"] = group.TerminationPolicies,
            ["NewInstancesProtectedFromScaleIn"] = group.NewInstancesProtected,
            ["MaxInstanceLifetime"] = (long?)group.MaxInstanceLifetime,
            ["DeletionProtection"] = group.DeletionProtection,
            ["Status"] = group.IsDeleting ? "Delete in progress" : null,
            ["Tags"] = group.Tags.Values.Select(t => GroupTags.Describe(group, t)).ToList(),
            ["SuspendedProcesses"] = group.Suspended.Select(static p => new Struct { ["ProcessName"] = p.Key, ["SuspensionReason"] = p.Value }).ToList(),
            ["EnabledMetrics"] = group.EnabledMetrics.Select(static m => new Struct { ["Metric"] = m, ["Granularity"] = "1Minute" }).ToList(),
            ["Instances"] = includeInstances ? group.Instances.Select(static i => i.Describe()).ToList() : new List<Struct>(),
            ["WarmPoolConfiguration"] = pool?.Describe(),
            ["WarmPoolSize"] = pool is null ? null : (long)pool.Instances.Count,
        };
        foreach (var (member, value) in group.Kept)
        {
            answer[member] = value;
        }

        return answer;
    }

    private static Struct? Groups(Call call, Struct request)
    {
        var names = request.Strings("AutoScalingGroupNames");
        var filters = request.Structs("Filters");
        var groups = call.Scope.Get<AutoScalingState>().Groups
            .Where(g => (names.Count == 0 || names.Contains(g.Name)) && filters.All(f => Matches(f, g))).ToList();
        var (items, next) = Page.Of(groups, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), AutoScalingErrors.InvalidToken);
        var includeInstances = request.Bool("IncludeInstances") ?? true;
        return new Struct { ["AutoScalingGroups"] = items.Select(g => Describe(g, includeInstances)).ToList(), ["NextToken"] = next };
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Filter.html
    private static bool Matches(Struct filter, ScalingGroup group)
    {
        var (name, values) = (filter.String("Name") ?? string.Empty, filter.Strings("Values"));
        return name switch
        {
            "tag-key" => group.Tags.Keys.Any(values.Contains),
            "tag-value" => group.Tags.Values.Any(t => values.Contains(t.Value)),
            _ when name.StartsWith("tag:", StringComparison.Ordinal) => group.Tags.TryGetValue(name[4..], out var tag) && values.Contains(tag.Value),
            _ => throw AutoScalingErrors.Validation($"Filter type {name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>"),
        };
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingInstances.html
    private static Struct? Instances(Call call, Struct request)
    {
        var ids = request.Strings("InstanceIds");
        var all = call.Scope.Get<AutoScalingState>().Groups
            .SelectMany(static g => g.Instances.Concat(g.WarmPool?.Instances ?? []).Select(i => (Group: g, Instance: i)))
            .Where(m => ids.Count == 0 || ids.Contains(m.Instance.Id)).ToList();
        var (items, next) = Page.Of(all, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 50), AutoScalingErrors.InvalidToken);
        return new Struct { ["AutoScalingInstances"] = items.Select(static m => Details(m.Group, m.Instance)).ToList(), ["NextToken"] = next };
    }

    private static Struct Details(ScalingGroup group, GroupInstance instance)
    {
        var details = instance.Describe();
        details["AutoScalingGroupName"] = group.Name;
        // This shape spells health in capitals.
        details["HealthStatus"] = instance.Healthy ? "HEALTHY" : "UNHEALTHY";
        return details;
    }
}
