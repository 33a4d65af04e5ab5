using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Attributes of load balancers, target groups and listeners.</summary>
internal static class AttributeOperations
{
    /// <summary>Whole numbers and their range: API_LoadBalancerAttribute and API_TargetGroupAttribute.</summary>
    private static readonly Dictionary<string, (int Min, int Max)> Ranges = new(StringComparer.Ordinal)
    {
        ["idle_timeout.timeout_seconds"] = (1, 4000),
        ["client_keep_alive.seconds"] = (60, 604800),
        ["secondary_ips.auto_assigned.per_subnet"] = (0, 7),
        ["deregistration_delay.timeout_seconds"] = (0, 3600),
        ["stickiness.lb_cookie.duration_seconds"] = (1, 604800),
        ["stickiness.app_cookie.duration_seconds"] = (1, 604800),
        ["target_health_state.unhealthy.draining_interval_seconds"] = (0, 360000),
        ["tcp.idle_timeout.seconds"] = (60, 6000),
    };

    private static readonly Dictionary<string, string[]> Choices = new(StringComparer.Ordinal)
    {
        ["routing.http.desync_mitigation_mode"] = ["monitor", "defensive", "strictest"],
        ["routing.http.xff_header_processing.mode"] = ["append", "preserve", "remove"],
        ["load_balancing.algorithm.type"] = ["round_robin", "least_outstanding_requests", "weighted_random"],
        ["load_balancing.algorithm.anomaly_mitigation"] = ["on", "off"],
        ["stickiness.type"] = ["lb_cookie", "app_cookie", "source_ip"],
        ["dns_record.client_routing_policy"] = ["availability_zone_affinity", "partial_availability_zone_affinity", "any_availability_zone"],
    };

    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("DescribeLoadBalancerAttributes", static (call, elb, request) => View(elb.GetLoadBalancer(request.String("LoadBalancerArn")!).Attributes));
        simulator.Op("ModifyLoadBalancerAttributes", static (call, elb, request) =>
        {
            var balancer = elb.GetLoadBalancer(request.String("LoadBalancerArn")!);
            var changes = Parse(request, balancer.Attributes, "Load balancer");
            if (balancer.IsApplication && changes.GetValueOrDefault("load_balancing.cross_zone.enabled") == "false")
            {
                // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#cross-zone-load-balancing
                throw new AwsError("InvalidConfigurationRequest", "Cross-zone load balancing cannot be disabled for load balancers with type 'application'");
            }

            return Apply(changes, balancer.Attributes);
        });
        simulator.Op("DescribeTargetGroupAttributes", static (call, elb, request) => View(elb.GetTargetGroup(request.String("TargetGroupArn")!).Attributes));
        simulator.Op("ModifyTargetGroupAttributes", static (call, elb, request) =>
        {
            var group = elb.GetTargetGroup(request.String("TargetGroupArn")!);
            return Apply(Parse(request, group.Attributes, "Target group"), group.Attributes);
        });
        simulator.Op("DescribeListenerAttributes", static (call, elb, request) => View(elb.GetListener(request.String("ListenerArn")!).Attributes));
        simulator.Op("ModifyListenerAttributes", static (call, elb, request) =>
        {
            var listener = elb.GetListener(request.String("ListenerArn")!);
            return Apply(Parse(request, listener.Attributes, "Listener"), listener.Attributes);
        });
    }

    private static Dictionary<string, string> Parse(Struct request, SortedDictionary<string, string> known, string what)
    {
        var changes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in request.Structs("Attributes"))
        {
            var (key, value) = (attribute.String("Key") ?? string.Empty, attribute.String("Value") ?? string.Empty);
            if (!known.TryGetValue(key, out var old))
            {
                throw new AwsError("ValidationError", $"{what} attribute key '{key}' is not recognized");
            }

            Check(key, value, old, what);
            if (!changes.TryAdd(key, value))
            {
                throw new AwsError("ValidationError", $"{what} attribute key '{key}' is specified more than once");
            }
        }

        return changes;
    }

    private static void Check(string key, string value, string old, string what)
    {
        var right = Ranges.TryGetValue(key, out var range)
            ? int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= range.Min && number <= range.Max
                ? null
                : $"a whole number between {range.Min} and {range.Max}"
            : key == "slow_start.duration_seconds"
                ? value == "0" || (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 30 and <= 900) ? null : "0 or a whole number between 30 and 900"
                : Choices.TryGetValue(key, out var choices)
                    ? choices.Contains(value) ? null : "one of " + string.Join(", ", choices)
                    : old is "true" or "false"
                        ? value is "true" or "false" ? null : "true or false"
                        : null;
        if (right is not null)
        {
            throw new AwsError("ValidationError", $"{what} attribute value '{value}' for key '{key}' is not valid; it must be {right}");
        }
    }

    private static Struct Apply(Dictionary<string, string> changes, SortedDictionary<string, string> attributes)
    {
        foreach (var (key, value) in changes)
        {
            attributes[key] = value;
        }

        return View(attributes);
    }

    private static Struct View(SortedDictionary<string, string> attributes) => new()
    {
        { "Attributes", attributes.Select(static a => new Struct { { "Key", a.Key }, { "Value", a.Value } }).ToList() },
    };
}
