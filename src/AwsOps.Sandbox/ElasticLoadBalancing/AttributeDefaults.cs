namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>
/// Attributes and their defaults.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html and
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
/// </summary>
internal static class AttributeDefaults
{
    public static Dictionary<string, string> Of(LoadBalancer balancer)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["deletion_protection.enabled"] = "false",
            ["load_balancing.cross_zone.enabled"] = balancer.IsApplication ? "true" : "false",
            ["access_logs.s3.enabled"] = "false",
            ["access_logs.s3.bucket"] = string.Empty,
            ["access_logs.s3.prefix"] = string.Empty,
            ["ipv6.deny_all_igw_traffic"] = balancer.Scheme == "internal" ? "true" : "false",
            ["zonal_shift.config.enabled"] = "false",
        };
        foreach (var (key, value) in balancer.IsApplication ? Application : Network)
        {
            attributes[key] = value;
        }

        return attributes;
    }

    public static Dictionary<string, string> Of(TargetGroup group)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (group.TargetType == "lambda")
        {
            attributes["lambda.multi_value_headers.enabled"] = "false";
            return attributes;
        }

        attributes["deregistration_delay.timeout_seconds"] = "300";
        attributes["stickiness.enabled"] = "false";
        attributes["load_balancing.cross_zone.enabled"] = "use_load_balancer_configuration";
        attributes["target_group_health.dns_failover.minimum_healthy_targets.count"] = "1";
        attributes["target_group_health.dns_failover.minimum_healthy_targets.percentage"] = "off";
        attributes["target_group_health.unhealthy_state_routing.minimum_healthy_targets.count"] = "1";
        attributes["target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage"] = "off";
        if (group.Protocol is "HTTP" or "HTTPS")
        {
            attributes["stickiness.type"] = "lb_cookie";
            attributes["stickiness.lb_cookie.duration_seconds"] = "86400";
            attributes["stickiness.app_cookie.cookie_name"] = string.Empty;
            attributes["stickiness.app_cookie.duration_seconds"] = "86400";
            attributes["slow_start.duration_seconds"] = "0";
            attributes["load_balancing.algorithm.type"] = "round_robin";
            attributes["load_balancing.algorithm.anomaly_mitigation"] = "off";
        }
        else
        {
            var isUdp = group.Protocol is "UDP" or "TCP_UDP";
            attributes["stickiness.type"] = "source_ip";
            attributes["deregistration_delay.connection_termination.enabled"] = isUdp ? "true" : "false";
            attributes["preserve_client_ip.enabled"] = group.TargetType == "ip" && !isUdp ? "false" : "true";
            attributes["proxy_protocol_v2.enabled"] = "false";
            attributes["target_health_state.unhealthy.connection_termination.enabled"] = isUdp ? "false" : "true";
            attributes["target_health_state.unhealthy.draining_interval_seconds"] = "0";
        }

        return attributes;
    }

    public static Dictionary<string, string> Of(Listener listener) => listener.LoadBalancer.IsApplication
        ? new Dictionary<string, string>(StringComparer.Ordinal) { ["routing.http.response.server.enabled"] = "true" }
        : listener.Protocol == "TCP"
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["tcp.idle_timeout.seconds"] = "350" }
            : [];

    private static readonly Dictionary<string, string> Application = new(StringComparer.Ordinal)
    {
        ["idle_timeout.timeout_seconds"] = "60",
        ["client_keep_alive.seconds"] = "3600",
        ["connection_logs.s3.enabled"] = "false",
        ["connection_logs.s3.bucket"] = string.Empty,
        ["connection_logs.s3.prefix"] = string.Empty,
        ["health_check_logs.s3.enabled"] = "false",
        ["health_check_logs.s3.bucket"] = string.Empty,
        ["health_check_logs.s3.prefix"] = string.Empty,
        ["routing.http.desync_mitigation_mode"] = "defensive",
        ["routing.http.drop_invalid_header_fields.enabled"] = "false",
        ["routing.http.preserve_host_header.enabled"] = "false",
        ["routing.http.x_amzn_tls_version_and_cipher_suite.enabled"] = "false",
        ["routing.http.xff_client_port.enabled"] = "false",
        ["routing.http.xff_header_processing.mode"] = "append",
        ["routing.http2.enabled"] = "true",
        ["waf.fail_open.enabled"] = "false",
    };

    private static readonly Dictionary<string, string> Network = new(StringComparer.Ordinal)
    {
        ["dns_record.client_routing_policy"] = "any_availability_zone",
        ["secondary_ips.auto_assigned.per_subnet"] = "0",
    };
}
