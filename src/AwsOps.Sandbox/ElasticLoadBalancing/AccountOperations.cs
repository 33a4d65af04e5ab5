using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Limits and security policies.</summary>
internal static class AccountOperations
{
    /// <summary>Some of the policies: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html</summary>
    public static readonly string[] SslPolicies =
    [
        "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-2-2017-01", "ELBSecurityPolicy-FS-1-2-Res-2020-10",
        "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "ELBSecurityPolicy-TLS13-1-3-2021-06",
    ];

    /// <summary>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html</summary>
    private static readonly (string Name, int Max)[] Limits =
    [
        ("application-load-balancers", 50),
        ("network-load-balancers", 50),
        ("target-groups", 3000),
        ("targets-per-application-load-balancer", 1000),
        ("listeners-per-application-load-balancer", 50),
        ("listeners-per-network-load-balancer", 50),
        ("rules-per-application-load-balancer", 100),
        ("target-groups-per-action-on-application-load-balancer", 5),
        ("condition-values-per-alb-rule", 5),
        ("certificates-per-application-load-balancer", 25),
    ];

    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("DescribeAccountLimits", static (call, elb, request) => ElbPage.Of(request, Limits, "Limits", static l => new Struct
        {
            { "Name", l.Name },
            { "Max", l.Max.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        }));
        simulator.Op("DescribeSSLPolicies", static (call, elb, request) =>
        {
            var names = request.Strings("Names");
            if (names.FirstOrDefault(static n => !SslPolicies.Contains(n)) is { } unknown)
            {
                throw new AwsError("SSLPolicyNotFound", $"SSL policy '{unknown}' not found");
            }

            return ElbPage.Of(request, SslPolicies.Where(p => names.Count == 0 || names.Contains(p)), "SslPolicies", static p => new Struct
            {
                { "Name", p },
                { "SslProtocols", Protocols(p) },
                { "SupportedLoadBalancerTypes", new List<string> { "application", "network" } },
            });
        });
    }

    private static List<string> Protocols(string policy) => policy switch
    {
        "ELBSecurityPolicy-2016-08" => ["TLSv1", "TLSv1.1", "TLSv1.2"],
        "ELBSecurityPolicy-TLS13-1-3-2021-06" => ["TLSv1.3"],
        _ when policy.Contains("TLS13", StringComparison.Ordinal) => ["TLSv1.2", "TLSv1.3"],
        _ => ["TLSv1.2"],
    };
}
