using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.ElasticLoadBalancing.Classic;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>
/// Target groups, classic load balancers and traffic sources of a group.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-load-balancer.html
/// </summary>
internal static class LoadBalancing
{
    public static void Register(ServiceSimulator service)
    {
        service.On("AttachLoadBalancerTargetGroups", static (call, request) => Attach(call, request, request.Strings("TargetGroupARNs"), []));
        service.On("DetachLoadBalancerTargetGroups", static (call, request) => Detach(call, request, request.Strings("TargetGroupARNs"), []));
        service.On("AttachLoadBalancers", static (call, request) => Attach(call, request, [], request.Strings("LoadBalancerNames")));
        service.On("DetachLoadBalancers", static (call, request) => Detach(call, request, [], request.Strings("LoadBalancerNames")));
        service.On("AttachTrafficSources", static (call, request) => Attach(call, request, Sources(request, "elbv2"), Sources(request, "elb")));
        service.On("DetachTrafficSources", static (call, request) => Detach(call, request, Sources(request, "elbv2"), Sources(request, "elb")));
        service.On("DescribeLoadBalancerTargetGroups", DescribeTargetGroups);
        service.On("DescribeLoadBalancers", DescribeLoadBalancers);
        service.On("DescribeTrafficSources", DescribeTrafficSources);
    }

    /// <summary>Attaches what a create request names.</summary>
    public static void AttachAll(AutoScalingState state, ScalingGroup group, Struct request) => Attach(
        state,
        group,
        [.. request.Strings("TargetGroupARNs"), .. Sources(request, "elbv2")],
        [.. request.Strings("LoadBalancerNames"), .. Sources(request, "elb")]);

    public static IEnumerable<(string Identifier, string Type)> TrafficSources(ScalingGroup group) =>
        group.TargetGroupArns.Select(static a => (a, "elbv2")).Concat(group.LoadBalancerNames.Select(static n => (n, "elb")));

    private static Struct? Attach(Call call, Struct request, IReadOnlyList<string> targetGroups, IReadOnlyList<string> balancers)
    {
        var state = call.Scope.Get<AutoScalingState>();
        Attach(state, state.Get(request.String("AutoScalingGroupName")!), targetGroups, balancers);
        return [];
    }

    private static void Attach(AutoScalingState state, ScalingGroup group, IReadOnlyList<string> targetGroups, IReadOnlyList<string> balancers)
    {
        if (targetGroups.Any(arn => state.Elb.FindTargetGroup(arn) is not { TargetType: "instance" }))
        {
            throw AutoScalingErrors.Validation("Provided Target Groups may not be valid. Please ensure they exist and try again.");
        }

        if (balancers.Any(name => state.Classic.Find(name) is null))
        {
            throw AutoScalingErrors.Validation("Provided Load Balancers may not be valid. Please ensure they exist and try again.");
        }

        foreach (var name in balancers.Except(group.LoadBalancerNames).ToList())
        {
            group.LoadBalancerNames.Add(name);
            foreach (var instance in group.Instances.Where(static i => i.State == Lifecycle.InService))
            {
                state.Instances.RegisterWithBalancer(name, instance);
            }
        }

        foreach (var arn in targetGroups.Except(group.TargetGroupArns).ToList())
        {
            group.TargetGroupArns.Add(arn);
            foreach (var instance in group.Instances.Where(static i => i.State == Lifecycle.InService))
            {
                state.Instances.Register(arn, instance);
            }
        }
    }

    private static Struct? Detach(Call call, Struct request, IReadOnlyList<string> targetGroups, IReadOnlyList<string> balancers)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        if (targetGroups.Concat(balancers).FirstOrDefault(t => !group.TargetGroupArns.Contains(t) && !group.LoadBalancerNames.Contains(t)) is { } stranger)
        {
            throw AutoScalingErrors.Validation($"Trying to remove Load Balancers or Target Groups that are not part of the group: {stranger}");
        }

        foreach (var arn in targetGroups)
        {
            foreach (var instance in group.Instances.Where(i => state.Elb.TargetOf(arn, i.Id) is not null))
            {
                state.Elb.DeregisterTarget(arn, instance.Id);
            }

            group.TargetGroupArns.Remove(arn);
        }

        foreach (var balancer in balancers.Select(state.Classic.Find).OfType<ClassicBalancer>())
        {
            foreach (var instance in group.Instances)
            {
                state.Classic.DeregisterInstance(balancer, instance.Id);
            }
        }

        group.LoadBalancerNames.RemoveAll(balancers.Contains);
        return [];
    }

    private static IReadOnlyList<string> Sources(Struct request, string type)
    {
        var sources = request.Structs("TrafficSources");
        if (sources.FirstOrDefault(static s => TypeOf(s) is not ("elb" or "elbv2")) is { } other)
        {
            throw AutoScalingErrors.Validation($"This sandbox does not simulate traffic sources of type '{TypeOf(other)}'; it has elbv2 and elb.");
        }

        return [.. sources.Where(s => TypeOf(s) == type).Select(static s => s.String("Identifier")!)];
    }

    // The type may be left out; the form of the identifier tells it.
    private static string TypeOf(Struct source) => source.String("Type") switch
    {
        null or "" => source.String("Identifier")!.Contains(":targetgroup/", StringComparison.Ordinal) ? "elbv2"
            : source.String("Identifier")!.StartsWith("arn:", StringComparison.Ordinal) ? "vpc-lattice" : "elb",
        var type => type,
    };

    private static Struct? DescribeTargetGroups(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        return Answer(request, group.TargetGroupArns, "LoadBalancerTargetGroups", arn => new Struct { ["LoadBalancerTargetGroupARN"] = arn, ["State"] = StateOf(state, group, arn) });
    }

    private static Struct? DescribeLoadBalancers(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        return Answer(request, group.LoadBalancerNames, "LoadBalancers", name => new Struct { ["LoadBalancerName"] = name, ["State"] = ClassicStateOf(state, group, name) });
    }

    private static Struct? DescribeTrafficSources(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        var sources = TrafficSources(group).Where(s => (request.String("TrafficSourceType") ?? s.Type) == s.Type).ToList();
        return Answer(request, sources, "TrafficSources", s => new Struct
        {
            ["Identifier"] = s.Identifier,
            ["TrafficSource"] = s.Identifier,
            ["Type"] = s.Type,
            ["State"] = s.Type == "elbv2" ? StateOf(state, group, s.Identifier) : ClassicStateOf(state, group, s.Identifier),
        });
    }

    // Adding: registration; Added: registered; InService: at least one instance passes the health checks.
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LoadBalancerTargetGroupState.html
    private static string StateOf(AutoScalingState state, ScalingGroup group, string arn)
    {
        var targets = group.Instances.Where(static i => i.State == Lifecycle.InService).Select(i => state.Elb.TargetOf(arn, i.Id)).ToList();
        return targets.Exists(static t => t?.State == TargetState.Healthy) ? "InService" : targets.Exists(static t => t is null) ? "Adding" : "Added";
    }

    // The same words: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LoadBalancerState.html
    private static string ClassicStateOf(AutoScalingState state, ScalingGroup group, string name)
    {
        var instances = group.Instances.Where(static i => i.State == Lifecycle.InService).Select(i => state.Classic.InstanceOf(name, i.Id)).ToList();
        return instances.Exists(static i => i is { InService: true }) ? "InService" : instances.Exists(static i => i is null) ? "Adding" : "Added";
    }

    private static Struct Answer<T>(Struct request, IReadOnlyList<T> all, string member, Func<T, Struct> describe)
    {
        var (items, next) = Page.Of(all, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 100, 1, 100), AutoScalingErrors.InvalidToken);
        return new Struct { [member] = items.Select(describe).ToList(), ["NextToken"] = next };
    }

    private static (AutoScalingState State, ScalingGroup Group) Find(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        return (state, state.Get(request.String("AutoScalingGroupName")!));
    }
}
