using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Actions of listeners and rules. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html</summary>
internal static class Actions
{
    /// <summary>Checks actions and brings them to the form the API shows: in order, a single target group in both places.</summary>
    public static List<Struct> Parse(ElbState elb, LoadBalancer balancer, string listenerProtocol, IReadOnlyList<Struct> actions)
    {
        if (actions.Count == 0)
        {
            throw new AwsError("ValidationError", "At least one action must be specified");
        }

        var last = actions.OrderBy(static a => a.Int("Order") ?? int.MaxValue).Last();
        if (actions.Count(static a => a.String("Type") is "forward" or "redirect" or "fixed-response") != 1 || last.String("Type")!.StartsWith("authenticate", StringComparison.Ordinal))
        {
            throw new AwsError("InvalidLoadBalancerAction", "There must be exactly one forward, redirect or fixed-response action, and it must be the last one to be performed");
        }

        var parsed = new List<Struct>();
        foreach (var action in actions.OrderBy(static a => a.Int("Order") ?? int.MaxValue))
        {
            parsed.Add(action.String("Type") switch
            {
                "forward" => Forward(elb, balancer, listenerProtocol, action, actions.Count > 1),
                var type when !balancer.IsApplication => throw new AwsError("InvalidLoadBalancerAction", $"Action type '{type}' is not supported for load balancers with type 'network'; it must be forward"),
                "redirect" => Redirect(action),
                "fixed-response" => FixedResponse(action),
                _ => action,
            });
        }

        return parsed;
    }

    private static Struct Forward(ElbState elb, LoadBalancer balancer, string listenerProtocol, Struct action, bool ordered)
    {
        var config = action.Child("ForwardConfig");
        var tuples = config?.Structs("TargetGroups") ?? [];
        var single = action.String("TargetGroupArn");
        if (tuples.Count == 0 && single is null)
        {
            throw new AwsError("ValidationError", "A target group ARN must be specified for a forward action");
        }

        if (single is not null && tuples.Count > 0 && (tuples.Count > 1 || tuples[0].String("TargetGroupArn") != single))
        {
            throw new AwsError("InvalidLoadBalancerAction", "You can specify both a target group ARN and a forward config only if the config has that target group alone");
        }

        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html: five a rule.
        if (tuples.Count > 5)
        {
            throw new AwsError("TooManyTargetGroups", "A forward action can have at most 5 target groups");
        }

        if (tuples.Count == 0)
        {
            tuples = [new Struct { { "TargetGroupArn", single } }];
        }

        foreach (var tuple in tuples)
        {
            CheckGroup(elb, balancer, listenerProtocol, tuple.String("TargetGroupArn") ?? string.Empty);
            if (tuple.Int("Weight") is < 0 or > 999)
            {
                throw new AwsError("ValidationError", $"Target group weight '{tuple.Int("Weight")}' must be between 0 and 999");
            }
        }

        var stickiness = config?.Child("TargetGroupStickinessConfig");
        return new Struct
        {
            { "Type", "forward" },
            { "Order", ordered ? action.Int("Order") : null },
            { "TargetGroupArn", tuples.Count == 1 ? tuples[0].String("TargetGroupArn") : null },
            {
                "ForwardConfig", new Struct
                {
                    {
                        "TargetGroups", tuples.Select(t => new Struct
                        {
                            { "TargetGroupArn", t.String("TargetGroupArn") },
                            { "Weight", balancer.IsApplication ? t.Int("Weight") ?? 1 : t.Int("Weight") },
                        }).ToList()
                    },
                    {
                        "TargetGroupStickinessConfig", !balancer.IsApplication ? null : new Struct
                        {
                            { "Enabled", stickiness?.Bool("Enabled") ?? false },
                            { "DurationSeconds", stickiness?.Int("DurationSeconds") },
                        }
                    },
                }
            },
        };
    }

    private static void CheckGroup(ElbState elb, LoadBalancer balancer, string listenerProtocol, string arn)
    {
        var group = elb.FindTargetGroup(arn) ?? throw new AwsError("TargetGroupNotFound", $"Target groups '{arn}' not found");
        if (group.Vpc is not null && group.Vpc != balancer.Vpc)
        {
            throw new AwsError("InvalidConfigurationRequest", $"The target group '{arn}' is in {group.Vpc.Id}, the load balancer in {balancer.Vpc.Id}");
        }

        var fits = listenerProtocol switch
        {
            "HTTP" or "HTTPS" => group.Protocol is "HTTP" or "HTTPS" or null,
            "TLS" => group.Protocol is "TCP" or "TLS",
            _ => group.Protocol == listenerProtocol,
        };
        if (!fits)
        {
            throw new AwsError("IncompatibleProtocols", $"The protocol '{group.Protocol}' of target group '{arn}' does not fit a listener with protocol '{listenerProtocol}'");
        }

        // A target group serves one load balancer.
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
        if (elb.BalancersOf(group).Any(b => b != balancer))
        {
            throw new AwsError("TargetGroupAssociationLimit", $"The following target groups cannot be associated with more than one load balancer: {arn}");
        }
    }

    private static Struct Redirect(Struct action)
    {
        var config = action.Child("RedirectConfig") ?? throw new AwsError("InvalidLoadBalancerAction", "A redirect config must be specified for a redirect action");
        var redirect = new Struct
        {
            { "Protocol", config.String("Protocol") ?? "#{protocol}" },
            { "Port", config.String("Port") ?? "#{port}" },
            { "Host", config.String("Host") ?? "#{host}" },
            { "Path", config.String("Path") ?? "/#{path}" },
            { "Query", config.String("Query") ?? "#{query}" },
            { "StatusCode", config.String("StatusCode") },
        };

        // "You must modify at least one of the following components to avoid a redirect loop: protocol, hostname, port, or path."
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions
        return redirect.String("Protocol") == "#{protocol}" && redirect.String("Port") == "#{port}" && redirect.String("Host") == "#{host}" && redirect.String("Path") == "/#{path}"
            ? throw new AwsError("InvalidLoadBalancerAction", "The redirect configuration is not valid because it creates a loop.")
            : new Struct { { "Type", "redirect" }, { "Order", action.Int("Order") }, { "RedirectConfig", redirect } };
    }

    private static Struct FixedResponse(Struct action)
    {
        var config = action.Child("FixedResponseConfig") ?? throw new AwsError("InvalidLoadBalancerAction", "A fixed response config must be specified for a fixed-response action");
        return !int.TryParse(config.String("StatusCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status / 100 is not (2 or 4 or 5)
            ? throw new AwsError("ValidationError", $"Fixed response status code '{config.String("StatusCode")}' must be 2XX, 4XX or 5XX")
            : action;
    }
}
