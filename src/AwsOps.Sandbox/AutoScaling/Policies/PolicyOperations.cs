using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html</summary>
internal static class PolicyOperations
{
    private const int MaxPolicies = 50;

    public static void Register(ServiceSimulator service)
    {
        service.On("PutScalingPolicy", Put);
        service.On("DescribePolicies", Describe);
        service.On("DeletePolicy", Delete);
        service.On("ExecutePolicy", Execute);
        service.On("GetPredictiveScalingForecast", Forecast);
        service.On("DescribeAdjustmentTypes", static (_, _) => new Struct
        {
            ["AdjustmentTypes"] = Enum.GetNames<AdjustmentType>().Select(static t => new Struct { ["AdjustmentType"] = t }).ToList(),
        });
    }

    /// <summary>Deletes a policy and the alarms it made.</summary>
    public static void Remove(AutoScalingState state, ScalingGroup group, ScalingPolicy policy)
    {
        group.Policies.Remove(policy);
        TargetTrackingAlarms.Remove(state, policy);
        PredictiveRunner.Stop(group, policy);
    }

    private static Struct? Put(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = Group(state, request.String("AutoScalingGroupName")!);
        var name = request.String("PolicyName")!;
        var policy = group.Policies.Find(p => p.Name == name);
        var type = request.String("PolicyType") ?? (policy?.Type ?? ScalingPolicy.Simple);
        if (policy is not null && policy.Type != type)
        {
            throw AutoScalingErrors.Validation($"The PolicyType of policy '{name}' is {policy.Type} and cannot be changed to {type}: delete the policy first.");
        }

        PolicyRequest.Check(request, type);
        if (type == ScalingPolicy.TargetTracking)
        {
            TargetTrackingMetric.Check(state, group, request.Child("TargetTrackingConfiguration")!);
        }

        if (type == ScalingPolicy.Predictive)
        {
            PredictiveMetric.Check(state, group, policy, request.Child("PredictiveScalingConfiguration")!);
        }

        if (policy is null)
        {
            if (group.Policies.Count >= MaxPolicies)
            {
                throw AutoScalingErrors.LimitExceeded($"There is a limit of {MaxPolicies} scaling policies for each Auto Scaling group.");
            }

            var arn = call.Arn("autoscaling", $"scalingPolicy:{call.Ids.Uuid()}:autoScalingGroupName/{group.Name}:policyName/{name}");
            group.Policies.Add(policy = new ScalingPolicy(name, arn, type) { Request = request });
        }

        policy.Request = request;
        policy.Enabled = request.Bool("Enabled") ?? true;
        if (type == ScalingPolicy.TargetTracking)
        {
            TargetTrackingAlarms.Put(state, group, policy);
        }
        else if (type == ScalingPolicy.Predictive)
        {
            PredictiveRunner.Start(state, group, policy);
        }

        return new Struct { ["PolicyARN"] = policy.Arn, ["Alarms"] = policy.OwnAlarms.Count > 0 ? policy.Alarms(call.Scope.Get<CloudWatchState>().Alarms) : new List<Struct>() };
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribePolicies.html
    private static Struct? Describe(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var (names, types) = (request.Strings("PolicyNames"), request.Strings("PolicyTypes"));
        var groups = request.String("AutoScalingGroupName") is { } name ? [Group(state, name)] : state.Groups;
        var policies = groups.SelectMany(static g => g.Policies.Select(p => (Group: g, Policy: p)))
            .Where(p => (names.Count == 0 || names.Contains(p.Policy.Name) || names.Contains(p.Policy.Arn)) && (types.Count == 0 || types.Contains(p.Policy.Type)))
            .ToList();
        var (items, next) = Page.Of(policies, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), AutoScalingErrors.InvalidToken);
        var alarms = call.Scope.Get<CloudWatchState>().Alarms;
        return new Struct { ["ScalingPolicies"] = items.Select(p => p.Policy.Describe(p.Group, alarms)).ToList(), ["NextToken"] = next };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var (group, policy) = Find(state, request);
        Remove(state, group, policy);
        return null;
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExecutePolicy.html
    private static Struct? Execute(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var (group, policy) = Find(state, request);
        PolicyExecution.Execute(state, group, policy, request);
        return null;
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_GetPredictiveScalingForecast.html
    private static Struct? Forecast(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var (group, policy) = Find(state, request);
        if (policy.Forecast is not { } forecast)
        {
            throw AutoScalingErrors.Validation($"Policy '{policy.Name}' is of type {policy.Type}: only a policy of type {ScalingPolicy.Predictive} has a forecast.");
        }

        var (start, end) = (request.Time("StartTime")!.Value, request.Time("EndTime")!.Value);
        if (start >= end || end - start > TimeSpan.FromDays(30) || start < state.Now.AddYears(-1))
        {
            throw AutoScalingErrors.Validation($"StartTime {start:u} and EndTime {end:u} are not valid: EndTime must be after StartTime by 30 days at the most, and StartTime at most a year back.");
        }

        if (PredictiveMetric.LoadId(group, policy.Prediction!) is { } metric)
        {
            forecast.Refresh(state, metric);
        }

        var hours = forecast.Between(start, end).ToList();
        var times = hours.ConvertAll(static hour => (object)hour.Key);
        return new Struct
        {
            ["LoadForecast"] = new List<Struct>
            {
                new() { ["Timestamps"] = times, ["Values"] = hours.ConvertAll(static hour => (object)hour.Value), ["MetricSpecification"] = policy.Prediction!.Structs("MetricSpecifications")[0] },
            },
            ["CapacityForecast"] = new Struct { ["Timestamps"] = times, ["Values"] = hours.ConvertAll(hour => (object)(double)PredictiveForecast.Capacity(hour.Value, policy.PredictionTarget, group)) },
            ["UpdateTime"] = forecast.UpdateTime ?? state.Now,
        };
    }

    private static (ScalingGroup Group, ScalingPolicy Policy) Find(AutoScalingState state, Struct request)
    {
        var name = request.String("PolicyName")!;
        var groups = request.String("AutoScalingGroupName") is { } groupName ? [Group(state, groupName)] : state.Groups;
        foreach (var group in groups)
        {
            if (group.Policies.Find(p => p.Arn == name || (p.Name == name && request.Has("AutoScalingGroupName"))) is { } policy)
            {
                return (group, policy);
            }
        }

        throw AutoScalingErrors.Validation($"Policy Not Found: {name}");
    }

    private static ScalingGroup Group(AutoScalingState state, string name) => state.TryGet(name, out var group)
        ? group
        : throw AutoScalingErrors.Validation($"Group {name} not found");
}
