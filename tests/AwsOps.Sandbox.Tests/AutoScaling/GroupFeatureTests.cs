using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Load;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>Load balancers, group metrics, launch configurations, instance requirements.</summary>
public class GroupFeatureTests
{
    [Fact]
    public void Target_groups_are_attached_and_detached_with_their_instances()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html
        var shop = Shop.Running(2, 2);
        var targets = Balancing.TargetGroup(shop, "web");
        shop.OnGroup("AttachLoadBalancerTargetGroups", ("TargetGroupARNs", new List<string> { targets.Arn }));
        Assert.Equal(2, targets.Targets.Count);
        shop.Minutes(6);
        var described = Assert.Single(shop.OnGroup("DescribeLoadBalancerTargetGroups").Structs("LoadBalancerTargetGroups"));
        Assert.Equal("InService", described.String("State"));
        Assert.Equal("elbv2", Assert.Single(shop.OnGroup("DescribeTrafficSources").Structs("TrafficSources")).String("Type"));

        shop.OnGroup("DetachLoadBalancerTargetGroups", ("TargetGroupARNs", new List<string> { targets.Arn }));
        shop.Minutes(6);
        Assert.Empty(targets.Targets);
        Assert.Equal(
            "Provided Target Groups may not be valid. Please ensure they exist and try again.",
            shop.FailOnGroup("AttachLoadBalancerTargetGroups", ("TargetGroupARNs", new List<string> { targets.Arn + "0" })).Message);
    }

    [Fact]
    public void Classic_load_balancers_are_attached_and_detached_with_their_instances()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html
        var shop = Shop.Running(2, 4);
        Assert.Equal(
            "Provided Load Balancers may not be valid. Please ensure they exist and try again.",
            shop.FailOnGroup("AttachLoadBalancers", ("LoadBalancerNames", new List<string> { "old" })).Message);
        Struct Elb(string operation, string? member = null, object? value = null) => shop.Cloud.Call("elasticloadbalancing", operation, new() { ["LoadBalancerName"] = "old", [member ?? "LoadBalancerName"] = value ?? "old" });
        shop.Cloud.Call("elasticloadbalancing", "CreateLoadBalancer", new()
        {
            ["LoadBalancerName"] = "old",
            ["Subnets"] = shop.Subnets.Select(static s => s.Id).ToList(),
            ["Listeners"] = new[] { new Struct { ["Protocol"] = "TCP", ["LoadBalancerPort"] = 80, ["InstancePort"] = 80 } },
        });
        Elb("ModifyLoadBalancerAttributes", "LoadBalancerAttributes", new Struct { ["ConnectionDraining"] = new Struct { ["Enabled"] = true, ["Timeout"] = 120 } });
        shop.OnGroup("AttachLoadBalancers", ("LoadBalancerNames", new List<string> { "old" }));
        string State() => Assert.Single(shop.OnGroup("DescribeLoadBalancers").Structs("LoadBalancers")).String("State")!;
        Assert.Equal("Added", State());
        shop.Minutes(6);
        Assert.Equal("InService", State());
        var source = Assert.Single(shop.OnGroup("DescribeTrafficSources").Structs("TrafficSources"));
        Assert.Equal(("elb", "old", "InService"), (source.String("Type"), source.String("Identifier"), source.String("State")));

        // What comes is registered, what goes drains first.
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 3));
        shop.Minutes(10);
        IReadOnlyList<Struct> Health() => Elb("DescribeInstanceHealth").Structs("InstanceStates");
        Assert.Equal(["InService", "InService", "InService"], Health().Select(static i => i.String("State")));
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2));
        shop.Minutes(1);
        Assert.Contains(shop.Activities(), static a => a.String("StatusCode") == "WaitingForELBConnectionDraining");
        shop.Minutes(5);
        Assert.Equal(2, Health().Count);

        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html: only if the group asks the load balancer.
        shop.OnGroup("UpdateAutoScalingGroup", ("HealthCheckType", "ELB"), ("HealthCheckGracePeriod", 0));
        shop.Ec2.SetApplicationHealth(Health()[0].String("InstanceId")!, false);
        shop.Minutes(3);
        Assert.Contains(shop.Activities(), static a => a.String("Cause")!.Contains("ELB system health check failure", StringComparison.Ordinal));

        shop.OnGroup("DetachLoadBalancers", ("LoadBalancerNames", new List<string> { "old" }));
        shop.Minutes(6);
        Assert.Empty(Health());
        Assert.Empty(shop.OnGroup("DescribeTrafficSources").Structs("TrafficSources"));
    }

    [Fact]
    public void Request_counts_do_not_saturate_so_one_decision_is_enough()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
        var shop = new Shop();
        var targets = Balancing.TargetGroup(shop, "web");
        shop.Create(2, 20, change: r => r["TargetGroupARNs"] = new List<string> { targets.Arn });
        shop.Minutes(10);
        shop.OnGroup("PutScalingPolicy", ("PolicyName", "requests"), ("PolicyType", "TargetTrackingScaling"), ("TargetTrackingConfiguration", new Struct
        {
            ["TargetValue"] = 3000.0,
            ["PredefinedMetricSpecification"] = new Struct
            {
                ["PredefinedMetricType"] = "ALBRequestCountPerTarget",
                ["ResourceLabel"] = $"{shop.Elb.LoadBalancers[0].FullName}/{targets.FullName}",
            },
        }));
        SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, new LoadSettings { TargetGroupArn = targets.Arn, Points = [new(TimeSpan.Zero, 600)] });
        shop.Minutes(8);
        // 36,000 requests a minute at 3,000 each.
        Assert.Equal(12, shop.Describe().Int("DesiredCapacity"));
        Assert.Contains(shop.Activities(), static a => a.String("Cause")!.Contains("changing the desired capacity from 2 to 12.", StringComparison.Ordinal));
    }

    [Fact]
    public void Group_metrics_are_published_once_enabled()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
        var shop = Shop.Running(2, 4, 3);
        double? Last(string name) => shop.Metrics.Read(new MetricId("AWS/AutoScaling", name, ("AutoScalingGroupName", "web")), shop.Now.AddMinutes(-5), shop.Now, 60) is [.., var point] ? point.Statistic("Average") : null;
        shop.Minutes(2);
        Assert.Null(Last("GroupInServiceInstances"));
        shop.OnGroup("EnableMetricsCollection", ("Granularity", "1Minute"), ("Metrics", new List<string> { "GroupInServiceInstances", "GroupMaxSize" }));
        shop.Minutes(2);
        Assert.Equal((3.0, 4.0, null), (Last("GroupInServiceInstances"), Last("GroupMaxSize"), Last("GroupMinSize")));
        Assert.Equal(["GroupInServiceInstances", "GroupMaxSize"], shop.Describe().Structs("EnabledMetrics").Select(static m => m.String("Metric")));
        shop.OnGroup("DisableMetricsCollection");
        Assert.Empty(shop.Describe().Structs("EnabledMetrics"));
        Assert.Contains("'Odd'", shop.FailOnGroup("EnableMetricsCollection", ("Granularity", "1Minute"), ("Metrics", new List<string> { "Odd" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_launch_configuration_still_works_and_cannot_go_while_used()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateLaunchConfiguration.html
        var shop = new Shop();
        var image = MachineImages.In(SandboxTest.Region).First(static i => i.Architecture == "x86_64");
        shop.Call("CreateLaunchConfiguration", new Struct { ["LaunchConfigurationName"] = "old", ["ImageId"] = image.Id, ["InstanceType"] = "t3.micro" });
        shop.Create(1, 1, change: static r =>
        {
            r.Remove("LaunchTemplate");
            r["LaunchConfigurationName"] = "old";
        });
        shop.Minutes(3);
        Assert.Equal("old", Assert.Single(shop.Instances()).String("LaunchConfigurationName"));
        // Detailed monitoring is its default.
        Assert.True(shop.Ec2.Instances.First().DetailedMonitoring);
        var name = new Struct { ["LaunchConfigurationName"] = "old" };
        Assert.Equal("ResourceInUse", shop.Fail("DeleteLaunchConfiguration", name).Code);
        shop.OnGroup("UpdateAutoScalingGroup", ("LaunchTemplate", new Struct { ["LaunchTemplateId"] = shop.Template.Id }));
        shop.Call("DeleteLaunchConfiguration", name);
        Assert.Empty(shop.Call("DescribeLaunchConfigurations").Structs("LaunchConfigurations"));
    }

    [Fact]
    public void Requirements_choose_the_smallest_type_that_fits()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-mixed-instances-group-attribute-based-instance-type-selection.html
        var shop = new Shop();
        shop.Create(1, 1, change: static r =>
        {
            r["MixedInstancesPolicy"] = new Struct
            {
                ["LaunchTemplate"] = new Struct
                {
                    ["LaunchTemplateSpecification"] = r.Child("LaunchTemplate"),
                    ["Overrides"] = new List<Struct>
                    {
                        new()
                        {
                            ["InstanceRequirements"] = new Struct
                            {
                                ["VCpuCount"] = new Struct { ["Min"] = 2L, ["Max"] = 4L },
                                ["MemoryMiB"] = new Struct { ["Min"] = 8192L },
                                ["CpuManufacturers"] = new List<string> { "intel" },
                            },
                        },
                    },
                },
            };
            r.Remove("LaunchTemplate");
        });
        shop.Minutes(3);
        var type = InstanceTypes.Get(Assert.Single(shop.Instances()).String("InstanceType")!);
        Assert.Equal("Intel", type.Manufacturer);
        Assert.InRange(type.VCpus, 2, 4);
        Assert.True(type.MemoryMiB >= 8192);
        // Burstable types only when asked for.
        Assert.False(type.Burstable);
    }

    [Fact]
    public void A_predictive_policy_is_kept()
    {
        var shop = Shop.Running(1, 2);
        var configuration = new Struct
        {
            ["MetricSpecifications"] = new List<Struct>
            {
                new() { ["TargetValue"] = 40.0, ["PredefinedMetricPairSpecification"] = new Struct { ["PredefinedMetricType"] = "ASGCPUUtilization" } },
            },
            ["Mode"] = "ForecastOnly",
        };
        shop.OnGroup("PutScalingPolicy", ("PolicyName", "forecast"), ("PolicyType", "PredictiveScaling"), ("PredictiveScalingConfiguration", configuration));
        var policy = Assert.Single(shop.OnGroup("DescribePolicies", ("PolicyTypes", new List<string> { "PredictiveScaling" })).Structs("ScalingPolicies"));
        Assert.Equal("ForecastOnly", policy.Child("PredictiveScalingConfiguration")!.String("Mode"));
        Assert.Empty(shop.OnGroup("GetPredictiveScalingForecast", ("PolicyName", "forecast"), ("StartTime", shop.Now), ("EndTime", shop.Now.AddDays(1))).Child("CapacityForecast")!.List("Values"));
    }

    [Theory]
    [InlineData("vcpu", 8, 4)]
    [InlineData("memory-mib", 32768, 4)]
    [InlineData("units", 4, 4)]
    public void Capacity_can_be_counted_in_vcpus_or_memory(string unit, int desired, int instances)
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html: DesiredCapacityType, for attribute-based instance type selection.
        var shop = Shop.Running(0, 100_000, desired, change: request =>
        {
            request["DesiredCapacityType"] = unit;
            request["MixedInstancesPolicy"] = new Struct
            {
                ["LaunchTemplate"] = new Struct
                {
                    ["LaunchTemplateSpecification"] = request.Child("LaunchTemplate"),
                    ["Overrides"] = new List<Struct>
                    {
                        new() { ["InstanceRequirements"] = new Struct { ["VCpuCount"] = new Struct { ["Min"] = 2L, ["Max"] = 2L }, ["MemoryMiB"] = new Struct { ["Min"] = 8192L, ["Max"] = 8192L }, ["CpuManufacturers"] = new List<string> { "intel" } } },
                    },
                },
            };
            request.Remove("LaunchTemplate");
        });
        Assert.Equal(instances, shop.InService);
        Assert.Equal(unit == "units" ? null : (desired / instances).ToString(System.Globalization.CultureInfo.InvariantCulture), shop.Instances()[0].String("WeightedCapacity"));
        Assert.Equal(desired, shop.Describe().Int("DesiredCapacity"));
    }
}
