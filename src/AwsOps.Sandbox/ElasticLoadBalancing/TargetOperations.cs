using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Targets and their health.</summary>
internal static class TargetOperations
{
    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("RegisterTargets", Register);
        simulator.Op("DeregisterTargets", Deregister);
        simulator.Op("DescribeTargetHealth", Health);
    }

    private static Struct? Register(Call call, ElbState elb, Struct request)
    {
        var group = elb.GetTargetGroup(request.String("TargetGroupArn")!);
        var targets = request.Structs("Targets");

        // All of them or none.
        foreach (var target in targets)
        {
            if (target.Int("Port") is < 1 or > 65535)
            {
                throw new AwsError("ValidationError", $"Target port '{target.Int("Port")}' must be between 1 and 65535");
            }

            elb.CheckTarget(group, target.String("Id")!);
        }

        foreach (var target in targets)
        {
            elb.RegisterTarget(group.Arn, target.String("Id")!, target.Int("Port"), target.String("AvailabilityZone"));
        }

        return [];
    }

    private static Struct? Deregister(Call call, ElbState elb, Struct request)
    {
        var group = elb.GetTargetGroup(request.String("TargetGroupArn")!);
        foreach (var target in request.Structs("Targets"))
        {
            elb.DeregisterTarget(group.Arn, target.String("Id")!, target.Int("Port"));
        }

        return [];
    }

    private static Struct Health(Call call, ElbState elb, Struct request)
    {
        var group = elb.GetTargetGroup(request.String("TargetGroupArn")!);
        var asked = request.Structs("Targets");
        var views = asked.Count == 0
            ? group.Targets.Select(t => View(group, t))
            : asked.Select(a => group.Targets.Find(t => t.Id == a.String("Id") && (a.Int("Port") is not { } port || t.Port == port)) is { } target
                ? View(group, target)
                : NotRegistered(group, a));
        return new Struct { { "TargetHealthDescriptions", views.ToList() } };
    }

    private static Struct NotRegistered(TargetGroup group, Struct asked) => new()
    {
        { "Target", new Struct { { "Id", asked.String("Id") }, { "Port", asked.Int("Port") ?? group.Port } } },
        {
            "TargetHealth", new Struct
            {
                { "State", "unused" },
                { "Reason", "Target.NotRegistered" },
                { "Description", "Target is not registered to the target group" },
            }
        },
    };

    private static Struct View(TargetGroup group, Target target) => new()
    {
        { "Target", new Struct { { "Id", target.Id }, { "Port", target.Port }, { "AvailabilityZone", target.Instance is null ? target.AvailabilityZone : null } } },
        { "HealthCheckPort", group.TargetType == "lambda" ? null : group.HealthCheck.Port == "traffic-port" ? target.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture) : group.HealthCheck.Port },
        {
            "TargetHealth", new Struct
            {
                { "State", target.State.ToString().ToLowerInvariant() },
                { "Reason", target.Reason },
                { "Description", target.Description },
            }
        },
    };
}
