using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Target groups. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html</summary>
internal static class TargetGroupOperations
{
    private static readonly string[] Protocols = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP"];

    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("CreateTargetGroup", Create);
        simulator.Op("DescribeTargetGroups", List);
        simulator.Op("ModifyTargetGroup", Modify);
        simulator.Op("DeleteTargetGroup", Delete);
    }

    private static Struct Create(Call call, ElbState elb, Struct request)
    {
        var name = ElbPage.CheckName(request.String("Name"), "Target group");
        var type = request.String("TargetType") ?? "instance";
        var isLambda = type == "lambda";
        var (protocol, port) = (request.String("Protocol"), request.Int("Port"));
        Vpc? vpc = null;
        if (isLambda)
        {
            if (protocol is not null || port is not null || request.Has("VpcId"))
            {
                throw new AwsError("ValidationError", "Protocol, port and VPC ID cannot be specified for target groups with target type 'lambda'");
            }
        }
        else
        {
            if (protocol is null || !Protocols.Contains(protocol))
            {
                throw new AwsError("ValidationError", protocol is null ? "A protocol must be specified" : $"The sandbox makes target groups of {string.Join(", ", Protocols)}, not of '{protocol}'");
            }

            if (port is null)
            {
                throw new AwsError("ValidationError", "A port must be specified");
            }

            if (port is < 1 or > 65535)
            {
                throw new AwsError("ValidationError", $"Target group port '{port}' must be between 1 and 65535");
            }

            var vpcId = request.String("VpcId") ?? throw new AwsError("ValidationError", "A VPC ID must be specified");
            vpc = elb.Ec2.Vpcs.TryGet(vpcId, out var found) ? found : throw new AwsError("ValidationError", $"The VPC ID '{vpcId}' is not found");
        }

        var tags = ElbTagOperations.Parse(request);
        var check = Settings(request, Default(protocol, type), protocol, isNew: true);
        var group = new TargetGroup(call.Arn("elasticloadbalancing", $"targetgroup/{name}/{call.Ids.Hex(16)}"), name)
        {
            Protocol = protocol,
            ProtocolVersion = protocol is "HTTP" or "HTTPS" ? request.String("ProtocolVersion") ?? "HTTP1" : null,
            Port = port,
            Vpc = vpc,
            TargetType = type,
            IpAddressType = request.String("IpAddressType") ?? "ipv4",
            HealthCheck = check,
        };
        if (elb.TargetGroups.FirstOrDefault(g => g.Name == name) is { } old)
        {
            // The same settings again are the same target group.
            return old.Protocol == group.Protocol && old.Port == group.Port && old.Vpc == group.Vpc && old.TargetType == type
                && old.ProtocolVersion == group.ProtocolVersion && old.HealthCheck == check
                ? Answer(elb, old)
                : throw new AwsError("DuplicateTargetGroupName", $"A target group with the same name '{name}' exists, but with different settings");
        }

        foreach (var (key, value) in AttributeDefaults.Of(group))
        {
            group.Attributes[key] = value;
        }

        foreach (var (key, value) in tags)
        {
            group.Tags[key] = value;
        }

        elb.Add(group);
        return Answer(elb, group);
    }

    /// <summary>
    /// Defaults: interval 30 s, timeout 5 s for HTTP and 6 s elsewhere (10 s for TCP and TLS), thresholds 5 and 2.
    /// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    /// </summary>
    private static HealthCheck Default(string? protocol, string type) => (protocol, type) switch
    {
        (_, "lambda") => new HealthCheck { Enabled = false, Path = "/", HttpCode = "200", IntervalSeconds = 35, TimeoutSeconds = 30 },
        ("HTTP" or "HTTPS", _) => new HealthCheck { Protocol = protocol, Path = "/", HttpCode = "200" },
        _ => new HealthCheck { Protocol = "TCP", TimeoutSeconds = 10 },
    };

    private static HealthCheck Settings(Struct request, HealthCheck current, string? groupProtocol, bool isNew)
    {
        var protocol = request.String("HealthCheckProtocol") ?? current.Protocol;
        var isHttp = protocol is "HTTP" or "HTTPS";
        if (!isHttp && groupProtocol is "HTTP" or "HTTPS")
        {
            throw new AwsError("ValidationError", $"Health check protocol '{protocol}' is not supported for target groups with protocol '{groupProtocol}'");
        }

        if (protocol is "UDP" or "TCP_UDP" or "TLS")
        {
            throw new AwsError("ValidationError", $"Health check protocol '{protocol}' is not supported; it must be HTTP, HTTPS or TCP");
        }

        if (!isHttp && protocol is not null && (request.Has("HealthCheckPath") || request.Has("Matcher")))
        {
            throw new AwsError("InvalidConfigurationRequest", "Health check path and matcher can be specified for HTTP and HTTPS health checks only");
        }

        var switched = isHttp && current.Protocol is not ("HTTP" or "HTTPS") && current.Protocol is not null;
        var settings = current with
        {
            Protocol = protocol,
            Enabled = request.Bool("HealthCheckEnabled") ?? current.Enabled,
            Port = request.String("HealthCheckPort") ?? current.Port,
            Path = isHttp || protocol is null ? request.String("HealthCheckPath") ?? current.Path ?? "/" : null,
            HttpCode = isHttp || protocol is null ? request.Child("Matcher")?.String("HttpCode") ?? current.HttpCode ?? (groupProtocol is "HTTP" or "HTTPS" ? "200" : "200-399") : null,
            GrpcCode = request.Child("Matcher")?.String("GrpcCode") ?? current.GrpcCode,
            IntervalSeconds = request.Int("HealthCheckIntervalSeconds") ?? current.IntervalSeconds,
            TimeoutSeconds = request.Int("HealthCheckTimeoutSeconds") ?? (switched && isNew ? 6 : current.TimeoutSeconds),
            HealthyThreshold = request.Int("HealthyThresholdCount") ?? current.HealthyThreshold,
            UnhealthyThreshold = request.Int("UnhealthyThresholdCount") ?? current.UnhealthyThreshold,
        };
        Range("interval", settings.IntervalSeconds, 5, 300);
        Range("timeout", settings.TimeoutSeconds, 2, 120);
        Range("healthy threshold", settings.HealthyThreshold, 2, 10);
        Range("unhealthy threshold", settings.UnhealthyThreshold, 2, 10);
        if (settings.TimeoutSeconds >= settings.IntervalSeconds && (isHttp || protocol is null))
        {
            throw new AwsError("ValidationError", $"Health check timeout '{settings.TimeoutSeconds}' must be smaller than the interval '{settings.IntervalSeconds}'");
        }

        if (settings.Port != "traffic-port" && (!int.TryParse(settings.Port, out var port) || port is < 1 or > 65535))
        {
            throw new AwsError("ValidationError", $"Health check port '{settings.Port}' must be a number between 1 and 65535 or 'traffic-port'");
        }

        return settings.Path is null || settings.Path.StartsWith('/')
            ? settings
            : throw new AwsError("ValidationError", $"Health check path '{settings.Path}' must begin with a '/' character, and can only contain printable ASCII characters, without spaces");
    }

    private static void Range(string what, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw new AwsError("ValidationError", $"Health check {what} '{value}' must be between '{minimum}' and '{maximum}'");
        }
    }

    private static Struct List(Call call, ElbState elb, Struct request)
    {
        var (arns, names, balancerArn) = (request.Strings("TargetGroupArns"), request.Strings("Names"), request.String("LoadBalancerArn"));
        if ((arns.Count > 0 ? 1 : 0) + (names.Count > 0 ? 1 : 0) + (balancerArn is not null ? 1 : 0) > 1)
        {
            throw new AwsError("ValidationError", "Target group ARNs, names, and a load balancer ARN cannot be specified at the same time");
        }

        IEnumerable<TargetGroup> chosen = elb.TargetGroups;
        if (arns.Count > 0)
        {
            chosen = arns.Select(a => elb.FindTargetGroup(a) ?? throw new AwsError("TargetGroupNotFound", "One or more target groups not found")).ToList();
        }
        else if (names.Count > 0)
        {
            chosen = names.Select(n => elb.TargetGroups.FirstOrDefault(g => g.Name == n)
                ?? throw new AwsError("TargetGroupNotFound", "One or more target groups not found")).ToList();
        }
        else if (balancerArn is not null)
        {
            var balancer = elb.GetLoadBalancer(balancerArn);
            chosen = elb.TargetGroups.Where(g => elb.BalancersOf(g).Contains(balancer));
        }

        return ElbPage.Of(request, chosen, "TargetGroups", g => View(elb, g));
    }

    private static Struct Modify(Call call, ElbState elb, Struct request)
    {
        var group = elb.GetTargetGroup(request.String("TargetGroupArn")!);
        group.HealthCheck = Settings(request, group.HealthCheck, group.Protocol, isNew: false);
        elb.CheckTargetsOf(group);
        return Answer(elb, group);
    }

    private static Struct? Delete(Call call, ElbState elb, Struct request)
    {
        var arn = request.String("TargetGroupArn")!;
        if (elb.FindTargetGroup(arn) is { } group)
        {
            if (elb.BalancersOf(group).Any())
            {
                throw new AwsError("ResourceInUse", $"Target group '{arn}' is currently in use by a listener or a rule");
            }

            elb.Remove(group);
        }

        return [];
    }

    private static Struct Answer(ElbState elb, TargetGroup group) => new() { { "TargetGroups", new List<Struct> { View(elb, group) } } };

    private static Struct View(ElbState elb, TargetGroup group) => new()
    {
        { "TargetGroupArn", group.Arn },
        { "TargetGroupName", group.Name },
        { "Protocol", group.Protocol },
        { "ProtocolVersion", group.ProtocolVersion },
        { "Port", group.Port },
        { "VpcId", group.Vpc?.Id },
        { "TargetType", group.TargetType },
        { "IpAddressType", group.TargetType == "lambda" ? null : group.IpAddressType },
        { "HealthCheckEnabled", group.HealthCheck.Enabled },
        { "HealthCheckProtocol", group.HealthCheck.Protocol },
        { "HealthCheckPort", group.TargetType == "lambda" ? null : group.HealthCheck.Port },
        { "HealthCheckPath", group.HealthCheck.Path },
        { "HealthCheckIntervalSeconds", group.HealthCheck.IntervalSeconds },
        { "HealthCheckTimeoutSeconds", group.HealthCheck.TimeoutSeconds },
        { "HealthyThresholdCount", group.HealthCheck.HealthyThreshold },
        { "UnhealthyThresholdCount", group.HealthCheck.UnhealthyThreshold },
        {
            "Matcher", group.HealthCheck.HttpCode is null && group.HealthCheck.GrpcCode is null ? null : new Struct
            {
                { "HttpCode", group.HealthCheck.GrpcCode is null ? group.HealthCheck.HttpCode : null },
                { "GrpcCode", group.HealthCheck.GrpcCode },
            }
        },
        { "LoadBalancerArns", elb.BalancersOf(group).Select(static b => b.Arn).ToList() },
    };
}
