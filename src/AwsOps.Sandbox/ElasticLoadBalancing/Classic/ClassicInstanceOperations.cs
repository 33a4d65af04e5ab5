using System.Text.RegularExpressions;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>Instances behind a Classic Load Balancer, their checks and health.</summary>
internal static partial class ClassicInstanceOperations
{
    /// <summary>Of a load balancer: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-limits.html</summary>
    private const int Maximum = 1000;

    public static void Register(ClassicSimulator simulator)
    {
        simulator.OnBalancer("RegisterInstancesWithLoadBalancer", static (elb, balancer, request) =>
        {
            // All of them or none.
            var instances = Named(elb, request).ToList();
            if (instances.Find(i => i.VpcId != balancer.Vpc.Id) is { } stranger)
            {
                throw new AwsError("InvalidInstance", $"EC2 instance {stranger.Id} is not in the same VPC as ELB.");
            }

            if (instances.Find(static i => i.State != InstanceState.Running) is { } idle)
            {
                throw new AwsError("InvalidInstance", $"EC2 instance {idle.Id} is not running.");
            }

            if (balancer.Instances.Select(static i => i.Instance).Union(instances).Count() > Maximum)
            {
                throw new AwsError("InvalidInstance", $"A load balancer has at most {Maximum} instances.");
            }

            foreach (var instance in instances)
            {
                elb.RegisterInstance(balancer, instance);
            }

            return new Struct { { "Instances", Ids(balancer) } };
        });
        simulator.OnBalancer("DeregisterInstancesFromLoadBalancer", static (elb, balancer, request) =>
        {
            foreach (var instance in Named(elb, request).ToList())
            {
                elb.DeregisterInstance(balancer, instance.Id);
            }

            return new Struct { { "Instances", Ids(balancer) } };
        });
        simulator.OnBalancer("DescribeInstanceHealth", static (elb, balancer, request) =>
        {
            var asked = request.Structs("Instances").Count == 0 ? balancer.Instances.Select(static i => i.Instance) : Named(elb, request).Where(static i => i.State != InstanceState.Terminated).ToList();
            return new Struct { { "InstanceStates", asked.Select(i => Health(balancer, i)).ToList() } };
        });
        simulator.OnBalancer("ConfigureHealthCheck", static (elb, balancer, request) =>
        {
            balancer.HealthCheck = Parse(request.Child("HealthCheck")!);
            return new Struct { { "HealthCheck", View(balancer.HealthCheck) } };
        });
    }

    /// <summary>Those that are registered; one that drains is registered no more.</summary>
    public static List<Struct> Ids(ClassicBalancer balancer) =>
        [.. balancer.Instances.Where(static i => !i.IsDraining).Select(static i => new Struct { { "InstanceId", i.Instance.Id } })];

    public static Struct View(ClassicHealthCheck check) => new()
    {
        { "Target", check.Target },
        { "Interval", check.Interval },
        { "Timeout", check.Timeout },
        { "UnhealthyThreshold", check.UnhealthyThreshold },
        { "HealthyThreshold", check.HealthyThreshold },
    };

    private static IEnumerable<Instance> Named(ClassicState elb, Struct request) => request.Structs("Instances").Select(static i => i.String("InstanceId")).Distinct(StringComparer.Ordinal)
        .Select(id => elb.Ec2.Instances.TryGet(id ?? string.Empty, out var instance) ? instance : throw new AwsError("InvalidInstance", $"Could not find EC2 instance {id}."));

    /// <summary>https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_InstanceState.html</summary>
    private static Struct Health(ClassicBalancer balancer, Instance instance)
    {
        var item = balancer.Instances.Find(i => i.Instance == instance);
        var (state, reason, description) = item switch
        {
            null => ("OutOfService", "Instance", "Instance is not currently registered with the LoadBalancer."),
            { IsDraining: true } => ("InService", "N/A", "Instance deregistration currently in progress."),
            _ when ClassicState.Unusable(balancer, instance) is { } why => ("OutOfService", why.Reason, why.Description),
            { InService: true } => ("InService", "N/A", "N/A"),
            { Failed: true } => ("OutOfService", "Instance", "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."),
            _ => ("OutOfService", "ELB", "Instance registration is still in progress."),
        };
        return new() { { "InstanceId", instance.Id }, { "State", state }, { "ReasonCode", reason }, { "Description", description } };
    }

    /// <summary>https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_HealthCheck.html</summary>
    private static ClassicHealthCheck Parse(Struct given)
    {
        var check = new ClassicHealthCheck(given.String("Target")!, given.Int("Interval")!.Value, given.Int("Timeout")!.Value, given.Int("UnhealthyThreshold")!.Value, given.Int("HealthyThreshold")!.Value);
        if (Target().Match(check.Target) is not { Success: true } match || !int.TryParse(match.Groups["port"].Value, out var port) || port is < 1 or > 65535)
        {
            throw new AwsError("ValidationError", $"HealthCheck Target '{check.Target}' must be TCP:port, SSL:port, HTTP:port/path or HTTPS:port/path");
        }

        return check.Timeout < check.Interval
            ? check
            : throw new AwsError("ValidationError", "HealthCheck timeout must be less than interval");
    }

    [GeneratedRegex(@"^(?:(?:TCP|SSL):(?<port>\d{1,5})|HTTPS?:(?<port>\d{1,5})/.{0,1023})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Target();
}
