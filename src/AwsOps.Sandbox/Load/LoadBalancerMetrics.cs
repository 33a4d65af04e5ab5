using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Load;

/// <summary>
/// Metrics of Application Load Balancers.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
/// </summary>
internal static class LoadBalancerMetrics
{
    private const string Namespace = "AWS/ApplicationELB";

    /// <summary>Requests of one minute through a target group. Without requests there is no datapoint, as with AWS.</summary>
    /// <param name="scope">The account and region.</param>
    /// <param name="targets">The target group.</param>
    /// <param name="minute">Start of the minute.</param>
    /// <param name="requests">Requests that came.</param>
    /// <param name="served">Requests that were served.</param>
    /// <param name="hosts">Targets that got requests.</param>
    /// <param name="seconds">Mean response time; NaN without targets.</param>
    public static void PublishRequests(Scope scope, TargetGroup targets, DateTime minute, double requests, double served, int hosts, double seconds)
    {
        if (requests <= 0)
        {
            return;
        }

        var store = scope.Get<CloudWatchState>().Metrics;
        foreach (var balancer in scope.Get<ElbState>().BalancersOf(targets).Where(static b => b.IsApplication))
        {
            var (tg, lb) = (("TargetGroup", targets.FullName), ("LoadBalancer", balancer.FullName));
            store.Put(new MetricId(Namespace, "RequestCount", lb), minute, requests, "Count");
            if (hosts == 0)
            {
                // Without a registered target the load balancer itself answers 503.
                store.Put(new MetricId(Namespace, "HTTPCode_ELB_5XX_Count", lb), minute, requests, "Count");
                store.Put(new MetricId(Namespace, "HTTPCode_ELB_503_Count", lb), minute, requests, "Count");
                continue;
            }

            store.Put(new MetricId(Namespace, "RequestCount", tg, lb), minute, requests, "Count");
            store.Put(new MetricId(Namespace, "RequestCountPerTarget", tg), minute, requests / hosts, "Count");
            store.Put(new MetricId(Namespace, "RequestCountPerTarget", tg, lb), minute, requests / hosts, "Count");
            foreach (var dimensions in new[] { [lb], new[] { tg, lb } })
            {
                store.Put(new MetricId(Namespace, "TargetResponseTime", dimensions), minute, seconds, "Seconds");
                store.Put(new MetricId(Namespace, "HTTPCode_Target_2XX_Count", dimensions), minute, served, "Count");
                if (requests > served)
                {
                    store.Put(new MetricId(Namespace, "HTTPCode_Target_5XX_Count", dimensions), minute, requests - served, "Count");
                }
            }
        }
    }

    /// <summary>How many targets are healthy and unhealthy; for target groups with targets and a load balancer.</summary>
    public static void PublishHosts(Scope scope, DateTime minute)
    {
        var elb = scope.Get<ElbState>();
        var store = scope.Get<CloudWatchState>().Metrics;
        foreach (var targets in elb.TargetGroups.Where(static t => t.Targets.Count > 0))
        {
            foreach (var balancer in elb.BalancersOf(targets).Where(static b => b.IsApplication))
            {
                (string, string)[] dimensions = [("TargetGroup", targets.FullName), ("LoadBalancer", balancer.FullName)];
                store.Put(new MetricId(Namespace, "HealthyHostCount", dimensions), minute, targets.Targets.Count(static t => t.State == TargetState.Healthy), "Count");
                store.Put(new MetricId(Namespace, "UnHealthyHostCount", dimensions), minute, targets.Targets.Count(static t => t.State is TargetState.Unhealthy), "Count");
            }
        }
    }
}
