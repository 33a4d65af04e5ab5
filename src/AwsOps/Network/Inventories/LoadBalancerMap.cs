using System.Globalization;
using Amazon.ElasticLoadBalancingV2.Model;
using Net = AwsOps.Engine.Network;
using Old = Amazon.ElasticLoadBalancing.Model;

namespace AwsOps.Network.Inventories;

/// <summary>Load balancers as the engine takes them.</summary>
internal static class LoadBalancerMap
{
    /// <summary>The attribute of load balancers whose nodes send to targets in other zones.</summary>
    public const string CrossZone = "load_balancing.cross_zone.enabled";

    /// <summary>The load balancers of both generations; null if neither was asked for.</summary>
    public static List<Net.NetworkLoadBalancer>? LoadBalancers(NetworkAnswers answers)
    {
        if (answers.LoadBalancers is null)
        {
            // Classic ones alone don't tell that there are no others.
            return null;
        }

        var listeners = (answers.Listeners ?? []).ToLookup(static listener => listener.LoadBalancerArn, StringComparer.Ordinal);
        var rules = (answers.Rules ?? []).ToLookup(static rule => ListenerOf(rule.RuleArn), StringComparer.Ordinal);
        return
        [
            .. answers.LoadBalancers.Select(balancer => new Net.NetworkLoadBalancer
            {
                Arn = balancer.LoadBalancerArn,
                Name = balancer.LoadBalancerName,
                Type = balancer.Type?.Value ?? "application",
                IsInternetFacing = balancer.Scheme?.Value == "internet-facing",
                VpcId = balancer.VpcId,
                SubnetIds = [.. (balancer.AvailabilityZones ?? []).Select(static zone => zone.SubnetId).OfType<string>()],
                GroupIds = balancer.SecurityGroups ?? [],
                IsCrossZone = Attribute(answers, balancer.LoadBalancerArn, CrossZone),
                Listeners = answers.ListenersAsked?.Contains(balancer.LoadBalancerArn) == true || listeners[balancer.LoadBalancerArn].Any()
                    ? [.. listeners[balancer.LoadBalancerArn].Select(listener => Listener(answers, listener, rules))]
                    : null,
            }),
            .. (answers.LoadBalancerDescriptions ?? []).Select(balancer => new Net.NetworkLoadBalancer
            {
                Arn = balancer.LoadBalancerName ?? string.Empty,
                Name = balancer.LoadBalancerName ?? string.Empty,
                Type = "classic",
                IsInternetFacing = balancer.Scheme == "internet-facing",
                VpcId = balancer.VPCId,
                SubnetIds = balancer.Subnets ?? [],
                GroupIds = balancer.SecurityGroups ?? [],
                IsCrossZone = Attribute(answers, balancer.LoadBalancerName ?? string.Empty, CrossZone),
                Listeners = [.. Classic(balancer).Select(static l => new Net.LoadBalancerListener { Arn = l.Arn, Port = l.Listener.LoadBalancerPort ?? 0, Protocol = l.Listener.Protocol ?? "TCP", TargetGroupArns = [l.Arn] })],
            }),
        ];
    }

    /// <summary>The target groups; each listener of a Classic Load Balancer is one with the load balancer's instances.</summary>
    public static List<Net.LoadBalancerTargetGroup>? TargetGroups(NetworkAnswers answers) => answers.TargetGroups is null && answers.LoadBalancerDescriptions is null ? null :
    [
        .. (answers.TargetGroups ?? []).Select(group => new Net.LoadBalancerTargetGroup
        {
            Arn = group.TargetGroupArn,
            TargetType = group.TargetType?.Value ?? "instance",
            Protocol = group.Protocol?.Value ?? "HTTP",
            PreservesClientIp = Attribute(answers, group.TargetGroupArn, "preserve_client_ip.enabled"),
            Targets = answers.TargetHealth.TryGetValue(group.TargetGroupArn, out var targets)
                ? [.. targets.Where(static t => t.Target is not null).Select(t => new Net.LoadBalancerTarget(t.Target.Id, t.Target.Port ?? group.Port ?? 0))]
                : null,
        }),
        .. (answers.LoadBalancerDescriptions ?? []).SelectMany(static balancer => Classic(balancer).Select(l => new Net.LoadBalancerTargetGroup
        {
            Arn = l.Arn,
            Protocol = l.Listener.InstanceProtocol ?? "TCP",
            PreservesClientIp = false,
            Targets = [.. (balancer.Instances ?? []).Where(static i => i.InstanceId is not null).Select(i => new Net.LoadBalancerTarget(i.InstanceId, l.Listener.InstancePort ?? 0))],
        })),
    ];

    /// <summary>A rule's ARN is that of its listener with another type and one more part.</summary>
    public static string ListenerOf(string ruleArn)
    {
        var listener = ruleArn.Replace(":listener-rule/", ":listener/", StringComparison.Ordinal);
        return listener[..Math.Max(0, listener.LastIndexOf('/'))];
    }

    private static Net.LoadBalancerListener Listener(NetworkAnswers answers, Listener listener, ILookup<string, Rule> rules)
    {
        var protocol = listener.Protocol?.Value ?? "GENEVE";
        return new()
        {
            Arn = listener.ListenerArn,
            Port = listener.Port ?? 0,
            Protocol = protocol,
            TargetGroupArns = [.. (listener.DefaultActions ?? []).Concat(rules[listener.ListenerArn].SelectMany(static rule => rule.Actions ?? [])).SelectMany(Targets).Distinct(StringComparer.Ordinal)],

            // Only listeners of Application Load Balancers have rules; the default one is always among them.
            AreRulesKnown = protocol is not ("HTTP" or "HTTPS") || answers.RulesAsked?.Contains(listener.ListenerArn) == true || rules[listener.ListenerArn].Any(),
        };
    }

    private static IEnumerable<string> Targets(Amazon.ElasticLoadBalancingV2.Model.Action action) =>
        (action.ForwardConfig?.TargetGroups ?? []).Select(static group => group.TargetGroupArn).Append(action.TargetGroupArn).Where(static arn => !string.IsNullOrEmpty(arn));

    private static bool? Attribute(NetworkAnswers answers, string arn, string key) =>
        answers.AttributesOf.TryGetValue(arn, out var attributes) && attributes.TryGetValue(key, out var value) && bool.TryParse(value, out var on) ? on : null;

    /// <summary>A Classic Load Balancer's attributes in the words of the other API.</summary>
    public static Dictionary<string, string> Attributes(Old.LoadBalancerAttributes attributes) =>
        attributes.CrossZoneLoadBalancing?.Enabled is { } on ? new(StringComparer.Ordinal) { [CrossZone] = on ? "true" : "false" } : [];

    private static IEnumerable<(string Arn, Old.Listener Listener)> Classic(Old.LoadBalancerDescription balancer) =>
        (balancer.ListenerDescriptions ?? []).Select(static d => d.Listener).Where(static l => l is not null).Select(l => (string.Create(CultureInfo.InvariantCulture, $"{balancer.VPCId}/{balancer.LoadBalancerName}:{l.LoadBalancerPort}"), l));
}
