using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>Attributes. https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_LoadBalancerAttributes.html</summary>
internal static class ClassicAttributeOperations
{
    private const string Desync = "elb.http.desyncmitigationmode";

    public static void Register(ClassicSimulator simulator)
    {
        simulator.OnBalancer("DescribeLoadBalancerAttributes", static (_, balancer, _) => new Struct { { "LoadBalancerAttributes", View(balancer) } });
        simulator.OnBalancer("ModifyLoadBalancerAttributes", static (_, balancer, request) =>
        {
            Modify(balancer, request.Child("LoadBalancerAttributes")!);
            return new Struct { { "LoadBalancerName", balancer.Name }, { "LoadBalancerAttributes", View(balancer) } };
        });
    }

    private static void Modify(ClassicBalancer balancer, Struct changes)
    {
        // All checks before the first change.
        var log = changes.Child("AccessLog") is { } given ? new AccessLog(given.Bool("Enabled") == true, given.String("S3BucketName"), given.Int("EmitInterval"), given.String("S3BucketPrefix")) : null;
        if (log is { Enabled: true } && (log.Bucket is null || log.Interval is not (null or 5 or 60)))
        {
            throw new AwsError("InvalidConfigurationRequest", log.Bucket is null ? "Access logs need an S3BucketName" : $"Access logs are published every 5 or 60 minutes, not {log.Interval}");
        }

        var draining = changes.Child("ConnectionDraining");
        if (draining?.Int("Timeout") is < 1 or > 3600)
        {
            throw new AwsError("InvalidConfigurationRequest", "ConnectionDraining Timeout must be between 1 and 3600 seconds");
        }

        var mode = balancer.DesyncMitigationMode;
        foreach (var attribute in changes.Structs("AdditionalAttributes"))
        {
            if (attribute.String("Key") != Desync)
            {
                throw new AwsError("LoadBalancerAttributeNotFound", $"Load balancer attribute '{attribute.String("Key")}' does not exist");
            }

            mode = attribute.String("Value") is "monitor" or "defensive" or "strictest"
                ? attribute.String("Value")!
                : throw new AwsError("InvalidConfigurationRequest", $"{Desync} must be monitor, defensive or strictest");
        }

        balancer.DesyncMitigationMode = mode;
        balancer.AccessLog = log ?? balancer.AccessLog;
        balancer.CrossZone = changes.Child("CrossZoneLoadBalancing")?.Bool("Enabled") ?? balancer.CrossZone;
        balancer.IdleTimeout = changes.Child("ConnectionSettings")?.Int("IdleTimeout") ?? balancer.IdleTimeout;
        if (draining is not null)
        {
            balancer.Draining = draining.Bool("Enabled") == true ? draining.Int("Timeout") ?? 300 : null;
        }
    }

    private static Struct View(ClassicBalancer balancer) => new()
    {
        { "CrossZoneLoadBalancing", new Struct { { "Enabled", balancer.CrossZone } } },
        {
            "AccessLog", new Struct
            {
                { "Enabled", balancer.AccessLog.Enabled },
                { "S3BucketName", balancer.AccessLog.Bucket },
                { "EmitInterval", balancer.AccessLog.Enabled ? balancer.AccessLog.Interval ?? 60 : null },
                { "S3BucketPrefix", balancer.AccessLog.Prefix },
            }
        },
        { "ConnectionDraining", new Struct { { "Enabled", balancer.Draining is not null }, { "Timeout", balancer.Draining ?? 300 } } },
        { "ConnectionSettings", new Struct { { "IdleTimeout", balancer.IdleTimeout } } },
        { "AdditionalAttributes", new List<Struct> { new() { { "Key", Desync }, { "Value", balancer.DesyncMitigationMode } } } },
    };
}
