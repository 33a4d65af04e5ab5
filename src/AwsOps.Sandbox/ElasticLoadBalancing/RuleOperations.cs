using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Rules of listeners. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html</summary>
internal static class RuleOperations
{
    /// <summary>Besides the default ones: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html</summary>
    private const int MaximumRules = 100;

    /// <summary>Condition field to the member that configures it.</summary>
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["host-header"] = "HostHeaderConfig",
        ["path-pattern"] = "PathPatternConfig",
        ["http-header"] = "HttpHeaderConfig",
        ["http-request-method"] = "HttpRequestMethodConfig",
        ["query-string"] = "QueryStringConfig",
        ["source-ip"] = "SourceIpConfig",
    };

    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("CreateRule", Create);
        simulator.Op("DescribeRules", List);
        simulator.Op("ModifyRule", Modify);
        simulator.Op("DeleteRule", Delete);
        simulator.Op("SetRulePriorities", SetPriorities);
    }

    public static string NewArn(Call call, Listener listener) =>
        $"{listener.Arn.Replace(":listener/", ":listener-rule/", StringComparison.Ordinal)}/{call.Ids.Hex(16)}";

    private static Struct Create(Call call, ElbState elb, Struct request)
    {
        var listener = elb.GetListener(request.String("ListenerArn")!);
        if (!listener.LoadBalancer.IsApplication)
        {
            throw new AwsError("InvalidConfigurationRequest", "Rules are not supported for load balancers with type 'network'");
        }

        var priority = request.Int("Priority") ?? 0;
        CheckPriority(priority);
        if (listener.Rules.Exists(r => r.Priority == priority))
        {
            throw new AwsError("PriorityInUse", $"Priority '{priority}' is currently in use");
        }

        var conditions = Conditions(request.Structs("Conditions"));
        var actions = Actions.Parse(elb, listener.LoadBalancer, listener.Protocol, request.Structs("Actions"));
        var tags = ElbTagOperations.Parse(request);
        if (listener.LoadBalancer.Listeners.Sum(static l => l.Rules.Count - 1) >= MaximumRules)
        {
            throw new AwsError("TooManyRules", "The maximum number of rules has been reached");
        }

        var rule = new ListenerRule(NewArn(call, listener), listener) { Priority = priority, Conditions = conditions, Actions = actions };
        foreach (var (key, value) in tags)
        {
            rule.Tags[key] = value;
        }

        listener.Rules.Add(rule);
        Sort(listener);
        elb.CheckTargetsOf(listener.LoadBalancer);
        return new Struct { { "Rules", new List<Struct> { View(rule) } } };
    }

    private static void CheckPriority(int priority)
    {
        if (priority is < 1 or > 50000)
        {
            throw new AwsError("ValidationError", $"Priority '{priority}' must be between 1 and 50000");
        }
    }

    private static void Sort(Listener listener) => listener.Rules.Sort(static (a, b) => (a.Priority ?? int.MaxValue).CompareTo(b.Priority ?? int.MaxValue));

    /// <summary>Checks conditions and shows values both in the old place and in the config, as the API does.</summary>
    private static List<Struct> Conditions(IReadOnlyList<Struct> conditions)
    {
        if (conditions.Count == 0)
        {
            throw new AwsError("ValidationError", "A condition must be specified");
        }

        var (parsed, values) = (new List<Struct>(), 0);
        foreach (var condition in conditions)
        {
            var field = condition.String("Field") ?? Fields.FirstOrDefault(f => condition.Has(f.Value)).Key;
            if (field is null || !Fields.TryGetValue(field, out var member))
            {
                throw new AwsError("ValidationError", $"Condition field '{field}' must be one of '[{string.Join(", ", Fields.Keys)}]'");
            }

            var config = condition.Child(member);
            var given = config?.Strings("Values") ?? condition.Strings("Values");
            var pairs = config?.Structs("Values").Count ?? 0;
            if (given.Count + pairs == 0)
            {
                throw new AwsError("ValidationError", "A condition value must be specified");
            }

            values += given.Count + pairs;
            if (given.FirstOrDefault(static v => v.Length > 128) is { } value)
            {
                throw new AwsError("ValidationError", $"Condition value '{value}' cannot be longer than 128 characters");
            }

            parsed.Add(new Struct
            {
                { "Field", field },
                { "Values", field is "host-header" or "path-pattern" ? given : null },
                { member, config ?? new Struct { { "Values", given } } },
            });
        }

        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html: five values a rule.
        return values <= 5 ? parsed : throw new AwsError("ValidationError", $"A rule can have at most 5 condition values; there are {values}");
    }

    private static Struct List(Call call, ElbState elb, Struct request)
    {
        var (listenerArn, arns) = (request.String("ListenerArn"), request.Strings("RuleArns"));
        if ((listenerArn is null) == (arns.Count == 0))
        {
            throw new AwsError("ValidationError", "You must specify either listener rule ARNs or a listener ARN");
        }

        IEnumerable<ListenerRule> chosen = listenerArn is not null ? elb.GetListener(listenerArn).Rules : arns.Select(elb.GetRule).ToList();
        return ElbPage.Of(request, chosen, "Rules", View);
    }

    private static Struct Modify(Call call, ElbState elb, Struct request)
    {
        var rule = elb.GetRule(request.String("RuleArn")!);
        if (rule.IsDefault)
        {
            throw new AwsError("OperationNotPermitted", $"Default rule '{rule.Arn}' cannot be modified");
        }

        var balancer = rule.Listener.LoadBalancer;
        var conditions = request.Has("Conditions") ? Conditions(request.Structs("Conditions")) : rule.Conditions;
        var actions = request.Has("Actions") ? Actions.Parse(elb, balancer, rule.Listener.Protocol, request.Structs("Actions")) : rule.Actions;
        var forwarded = elb.TargetGroups.Where(g => elb.BalancersOf(g).Contains(balancer)).ToList();
        (rule.Conditions, rule.Actions) = (conditions, actions);
        elb.CheckTargetsOf(balancer);
        forwarded.ForEach(elb.CheckTargetsOf);
        return new Struct { { "Rules", new List<Struct> { View(rule) } } };
    }

    private static Struct? Delete(Call call, ElbState elb, Struct request)
    {
        var rule = elb.GetRule(request.String("RuleArn")!);
        if (rule.IsDefault)
        {
            throw new AwsError("OperationNotPermitted", $"Default rule '{rule.Arn}' cannot be deleted");
        }

        var forwarded = elb.TargetGroups.Where(g => elb.BalancersOf(g).Contains(rule.Listener.LoadBalancer)).ToList();
        rule.Listener.Rules.Remove(rule);
        forwarded.ForEach(elb.CheckTargetsOf);
        return [];
    }

    private static Struct SetPriorities(Call call, ElbState elb, Struct request)
    {
        var pairs = request.Structs("RulePriorities").Select(p => (Rule: elb.GetRule(p.String("RuleArn")!), Priority: p.Int("Priority") ?? 0)).ToList();
        foreach (var (rule, priority) in pairs)
        {
            CheckPriority(priority);
            if (rule.IsDefault)
            {
                throw new AwsError("OperationNotPermitted", $"Default rule '{rule.Arn}' cannot be assigned a priority");
            }

            var moved = pairs.Select(static p => p.Rule).ToHashSet();
            if (rule.Listener.Rules.Exists(r => !moved.Contains(r) && r.Priority == priority)
                || pairs.Exists(p => p.Rule != rule && p.Rule.Listener == rule.Listener && p.Priority == priority))
            {
                throw new AwsError("PriorityInUse", $"Priority '{priority}' is currently in use");
            }
        }

        foreach (var (rule, priority) in pairs)
        {
            rule.Priority = priority;
            Sort(rule.Listener);
        }

        return new Struct { { "Rules", pairs.Select(static p => View(p.Rule)).ToList() } };
    }

    private static Struct View(ListenerRule rule) => new()
    {
        { "RuleArn", rule.Arn },
        { "Priority", rule.Priority?.ToString(CultureInfo.InvariantCulture) ?? "default" },
        { "Conditions", rule.Conditions },
        { "Actions", rule.Actions },
        { "IsDefault", rule.IsDefault },
    };
}
