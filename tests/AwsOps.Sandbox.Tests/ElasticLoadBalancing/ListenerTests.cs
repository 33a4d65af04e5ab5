using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.ElasticLoadBalancing;

public class ListenerTests : ElbTest
{
    private const string Certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";

    private readonly string _balancer;
    private readonly string _group;

    public ListenerTests() => (_balancer, _group) = (NewBalancer(), NewTargetGroup());

    [Fact]
    public void A_listener_forwards_and_has_a_default_rule()
    {
        var listener = Elb("CreateListener", ListenerRequest(_balancer, _group)).Structs("Listeners").Single();
        var arn = listener.String("ListenerArn")!;
        Assert.StartsWith(_balancer.Replace(":loadbalancer/", ":listener/", StringComparison.Ordinal) + "/", arn, StringComparison.Ordinal);
        var action = listener.Structs("DefaultActions").Single();
        Assert.Equal(_group, action.String("TargetGroupArn"));
        Assert.Equal((_group, 1), (action.Child("ForwardConfig")!.Structs("TargetGroups").Single().String("TargetGroupArn"), action.Child("ForwardConfig")!.Structs("TargetGroups").Single().Int("Weight")));
        var rule = Elb("DescribeRules", new() { ["ListenerArn"] = arn }).Structs("Rules").Single();
        Assert.Equal(("default", true), (rule.String("Priority"), rule.Bool("IsDefault")));
        ElbFails("OperationNotPermitted", "DeleteRule", new() { ["RuleArn"] = rule.String("RuleArn") });
        Assert.Equal($"A listener already exists on this port for this load balancer '{_balancer}'", ElbFails("DuplicateListener", "CreateListener", ListenerRequest(_balancer, _group)).Message);
        Assert.Single(Elb("DescribeListeners", new() { ["LoadBalancerArn"] = _balancer }).Structs("Listeners"));
        Elb("DeleteListener", new() { ["ListenerArn"] = arn });
        ElbFails("ListenerNotFound", "DeleteListener", new() { ["ListenerArn"] = arn });
        ElbFails("ValidationError", "DescribeListeners");
    }

    [Fact]
    public void Protocols_and_target_groups_must_fit()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
        ElbFails("ValidationError", "CreateListener", ListenerRequest(_balancer, _group, "TCP"));
        ElbFails("ValidationError", "CreateListener", ListenerRequest(_balancer, _group, port: 65536));
        ElbFails("TargetGroupNotFound", "CreateListener", ListenerRequest(_balancer, _group + "0"));
        ElbFails("LoadBalancerNotFound", "CreateListener", ListenerRequest(_balancer + "0", _group));
        ElbFails("IncompatibleProtocols", "CreateListener", ListenerRequest(_balancer, NewTargetGroup("fast", "TCP", 443)));
        NewListener(_balancer, _group);
        ElbFails("TargetGroupAssociationLimit", "CreateListener", ListenerRequest(NewBalancer("other"), _group));
    }

    [Fact]
    public void A_secure_listener_needs_one_certificate()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
        ElbFails("ValidationError", "CreateListener", ListenerRequest(_balancer, _group, "HTTPS", 443));
        var request = ListenerRequest(_balancer, _group, "HTTPS", 443);
        request["Certificates"] = new[] { new Struct { ["CertificateArn"] = Certificate } };
        var listener = Elb("CreateListener", request).Structs("Listeners").Single();
        Assert.Equal("ELBSecurityPolicy-2016-08", listener.String("SslPolicy"));
        var arn = listener.String("ListenerArn");
        Elb("AddListenerCertificates", new() { ["ListenerArn"] = arn, ["Certificates"] = new[] { new Struct { ["CertificateArn"] = Certificate + "3" } } });
        Assert.Equal([true, false], Elb("DescribeListenerCertificates", new() { ["ListenerArn"] = arn }).Structs("Certificates").Select(static c => c.Bool("IsDefault")!.Value));
        ElbFails("OperationNotPermitted", "RemoveListenerCertificates", new() { ["ListenerArn"] = arn, ["Certificates"] = new[] { new Struct { ["CertificateArn"] = Certificate } } });
        Elb("RemoveListenerCertificates", new() { ["ListenerArn"] = arn, ["Certificates"] = new[] { new Struct { ["CertificateArn"] = Certificate + "3" } } });
        var changed = Elb("ModifyListener", new() { ["ListenerArn"] = arn, ["SslPolicy"] = "ELBSecurityPolicy-TLS13-1-2-2021-06", ["Port"] = 8443 }).Structs("Listeners").Single();
        Assert.Equal(("ELBSecurityPolicy-TLS13-1-2-2021-06", 8443, Certificate), (changed.String("SslPolicy"), changed.Int("Port"), changed.Structs("Certificates").Single().String("CertificateArn")));
        ElbFails("SSLPolicyNotFound", "ModifyListener", new() { ["ListenerArn"] = arn, ["SslPolicy"] = "none" });
        request = ListenerRequest(_balancer, _group, port: 81);
        request["Certificates"] = new[] { new Struct { ["CertificateArn"] = Certificate } };
        ElbFails("ValidationError", "CreateListener", request);
    }

    [Fact]
    public void A_default_action_can_redirect_or_answer_but_not_in_a_loop()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
        Struct With(params Struct[] actions) => new() { ["LoadBalancerArn"] = _balancer, ["Protocol"] = "HTTP", ["Port"] = 80, ["DefaultActions"] = actions };
        static Struct Redirect(Struct config) => new() { ["Type"] = "redirect", ["RedirectConfig"] = config };
        static Struct Fixed(string status) => new() { ["Type"] = "fixed-response", ["FixedResponseConfig"] = new Struct { ["StatusCode"] = status } };
        ElbFails("InvalidLoadBalancerAction", "CreateListener", With(Redirect(new() { ["StatusCode"] = "HTTP_301" })));
        ElbFails("ValidationError", "CreateListener", With(Fixed("302")));
        ElbFails("InvalidLoadBalancerAction", "CreateListener", With(Forward(_group), Fixed("503")));
        var made = Elb("CreateListener", With(Redirect(new() { ["Protocol"] = "HTTPS", ["Port"] = "443", ["StatusCode"] = "HTTP_301" }))).Structs("Listeners").Single();
        var config = made.Structs("DefaultActions").Single().Child("RedirectConfig")!;
        Assert.Equal(("HTTPS", "#{host}", "/#{path}"), (config.String("Protocol"), config.String("Host"), config.String("Path")));
        Elb("ModifyListener", new() { ["ListenerArn"] = made.String("ListenerArn"), ["DefaultActions"] = new[] { Fixed("503") } });
    }

    [Fact]
    public void Replacing_the_forward_action_leaves_the_old_group_unused()
    {
        var listener = NewListener(_balancer, _group);
        Pass(121);
        Register(_group, Running());
        Pass(30);
        Assert.Equal("healthy", Health(_group).State);
        Elb("ModifyListener", new() { ["ListenerArn"] = listener, ["DefaultActions"] = new[] { Forward(NewTargetGroup("next")) } });
        Assert.Equal(("unused", "Target.NotInUse"), Health(_group));
    }

    [Fact]
    public void Traffic_is_split_by_weight()
    {
        var request = ListenerRequest(_balancer, _group);
        request["DefaultActions"] = new[]
        {
            new Struct
            {
                ["Type"] = "forward",
                ["ForwardConfig"] = new Struct
                {
                    ["TargetGroups"] = new[] { new Struct { ["TargetGroupArn"] = _group, ["Weight"] = 9 }, new Struct { ["TargetGroupArn"] = NewTargetGroup("green"), ["Weight"] = 1 } },
                },
            },
        };
        var action = Elb("CreateListener", request).Structs("Listeners").Single().Structs("DefaultActions").Single();
        Assert.False(action.Has("TargetGroupArn"));
        Assert.Equal([9, 1], action.Child("ForwardConfig")!.Structs("TargetGroups").Select(static t => t.Int("Weight")!.Value));
        Assert.Equal(2, Elb("DescribeTargetGroups", new() { ["LoadBalancerArn"] = _balancer }).Structs("TargetGroups").Count);
    }

    [Fact]
    public void Rules_have_priorities_conditions_and_actions()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
        var listener = NewListener(_balancer, _group);
        Struct Rule(int priority, string field = "path-pattern", params string[] values) => new()
        {
            ["ListenerArn"] = listener,
            ["Priority"] = priority,
            ["Conditions"] = new[] { new Struct { ["Field"] = field, ["Values"] = values.Length > 0 ? values : ["/img/*"] } },
            ["Actions"] = new[] { Forward(_group) },
        };
        var second = Elb("CreateRule", Rule(20)).Structs("Rules").Single();
        Assert.Equal(["/img/*"], second.Structs("Conditions").Single().Child("PathPatternConfig")!.Strings("Values"));
        var first = Elb("CreateRule", Rule(10, "host-header", "img.example.com")).Structs("Rules").Single();
        Assert.Equal("Priority '10' is currently in use", ElbFails("PriorityInUse", "CreateRule", Rule(10)).Message);
        ElbFails("ValidationError", "CreateRule", Rule(30, "colour"));
        ElbFails("ValidationError", "CreateRule", Rule(50001));
        ElbFails("ValidationError", "CreateRule", Rule(30, "path-pattern", "/1", "/2", "/3", "/4", "/5", "/6"));
        List<string?> Priorities() => [.. Elb("DescribeRules", new() { ["ListenerArn"] = listener }).Structs("Rules").Select(static r => r.String("Priority"))];
        Assert.Equal(["10", "20", "default"], Priorities());

        // Two rules may change places in one request.
        Elb("SetRulePriorities", new()
        {
            ["RulePriorities"] = new[]
            {
                new Struct { ["RuleArn"] = first.String("RuleArn"), ["Priority"] = 20 },
                new Struct { ["RuleArn"] = second.String("RuleArn"), ["Priority"] = 10 },
            },
        });
        Assert.Equal(second.String("RuleArn"), Elb("DescribeRules", new() { ["ListenerArn"] = listener }).Structs("Rules")[0].String("RuleArn"));
        ElbFails("PriorityInUse", "SetRulePriorities", new() { ["RulePriorities"] = new[] { new Struct { ["RuleArn"] = first.String("RuleArn"), ["Priority"] = 10 } } });
        Elb("ModifyRule", new() { ["RuleArn"] = first.String("RuleArn"), ["Conditions"] = new[] { new Struct { ["Field"] = "source-ip", ["SourceIpConfig"] = new Struct { ["Values"] = new[] { "192.0.2.0/24" } } } } });
        Assert.Equal("source-ip", Elb("DescribeRules", new() { ["RuleArns"] = new[] { first.String("RuleArn")! } }).Structs("Rules").Single().Structs("Conditions").Single().String("Field"));
        Elb("DeleteRule", new() { ["RuleArn"] = first.String("RuleArn") });
        ElbFails("RuleNotFound", "DeleteRule", new() { ["RuleArn"] = first.String("RuleArn") });
    }

    [Fact]
    public void A_network_load_balancer_has_no_rules_and_its_own_listener_attributes()
    {
        var group = NewTargetGroup("fast", "TCP", 443);
        var listener = NewListener(NewBalancer("fast", "network"), group, "TCP", 443);
        ElbFails("InvalidConfigurationRequest", "CreateRule", new()
        {
            ["ListenerArn"] = listener,
            ["Priority"] = 1,
            ["Conditions"] = new[] { new Struct { ["Field"] = "path-pattern", ["Values"] = new[] { "/" } } },
            ["Actions"] = new[] { Forward(group) },
        });
        Struct Idle(string seconds) => new() { ["ListenerArn"] = listener, ["Attributes"] = new[] { new Struct { ["Key"] = "tcp.idle_timeout.seconds", ["Value"] = seconds } } };
        Elb("ModifyListenerAttributes", Idle("60"));
        ElbFails("ValidationError", "ModifyListenerAttributes", Idle("59"));
        Assert.Equal("60", Elb("DescribeListenerAttributes", new() { ["ListenerArn"] = listener }).Structs("Attributes").Single().String("Value"));
    }
}
