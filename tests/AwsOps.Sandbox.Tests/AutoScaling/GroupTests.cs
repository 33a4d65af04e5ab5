using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

public class GroupTests
{
    [Fact]
    public void A_new_group_launches_its_desired_capacity_across_its_zones()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html: evenly across Availability Zones.
        var shop = new Shop();
        shop.Create(2, 6, 5, zones: 2);
        Assert.Empty(shop.Instances());

        shop.Seconds(38);
        Assert.All(shop.Instances(), static i => Assert.Equal("Pending", i.String("LifecycleState")));
        Assert.Equal(5, shop.Instances().Count);

        shop.Minutes(2);
        Assert.Equal(5, shop.InService);
        Assert.Equal([2, 3], shop.Instances().GroupBy(static i => i.String("AvailabilityZone")).Select(static g => g.Count()).Order());
        Assert.All(shop.Instances(), static i => Assert.Equal("Healthy", i.String("HealthStatus")));
    }

    [Fact]
    public void The_activity_of_a_launch_says_who_asked_and_what_changed()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-verify-scaling-activity.html
        var shop = Shop.Running(2, 4);
        var activity = shop.Activities()[0];
        Assert.Equal("Successful", activity.String("StatusCode"));
        Assert.Equal(100, activity.Int("Progress"));
        Assert.StartsWith("Launching a new EC2 instance: i-", activity.String("Description"), StringComparison.Ordinal);
        Assert.Matches(
            "^At 2026-01-05T08:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 2\\.  At 2026-01-05T08:00:..Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2\\.$",
            activity.String("Cause"));
        Assert.Matches("^\\{\"Subnet ID\":\"subnet-[0-9a-f]+\",\"Availability Zone\":\"eu-west-1.\"\\}$", activity.String("Details"));
    }

    [Fact]
    public void Defaults_are_those_of_the_api_not_of_the_console()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
        var group = Shop.Running(1, 1).Describe();
        Assert.Equal(300, group.Int("DefaultCooldown"));
        Assert.Equal(0, group.Int("HealthCheckGracePeriod"));
        Assert.Equal("EC2", group.String("HealthCheckType"));
        Assert.Equal(["Default"], group.Strings("TerminationPolicies"));
        Assert.False(group.Has("DefaultInstanceWarmup"));
        Assert.EndsWith(":autoScalingGroupName/web", group.String("AutoScalingGroupARN"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 2, null, "Max bound, 2, must be greater than or equal to min bound, 3")]
    [InlineData(1, 3, 4, "Desired capacity:4 must be between the specified min size:1 and max size:3")]
    [InlineData(2, 3, 1, "Desired capacity:1 must be between the specified min size:2 and max size:3")]
    public void Sizes_must_fit_each_other(int min, int max, int? desired, string message)
    {
        var shop = new Shop();
        var error = shop.Fail("CreateAutoScalingGroup", shop.Request(min, max, desired));
        Assert.Equal("ValidationError", error.Code);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_name_is_taken_once()
    {
        var shop = Shop.Running(0, 1);
        var error = shop.Fail("CreateAutoScalingGroup", shop.Request(0, 1));
        Assert.Equal("AlreadyExists", error.Code);
        Assert.Contains("already exists", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_needs_something_to_launch_and_somewhere_to_launch_it()
    {
        var shop = new Shop();
        var request = shop.Request(0, 1);
        request.Remove("LaunchTemplate");
        Assert.StartsWith("Valid requests must contain either LaunchTemplate", shop.Fail("CreateAutoScalingGroup", request).Message, StringComparison.Ordinal);

        request = shop.Request(0, 1);
        request.Remove("VPCZoneIdentifier");
        Assert.Equal("At least one Availability Zone or VPC Subnet is required.", shop.Fail("CreateAutoScalingGroup", request).Message);

        request["AvailabilityZones"] = new List<string> { "eu-west-1x" };
        Assert.Contains("eu-west-1x", shop.Fail("CreateAutoScalingGroup", request).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_template_type_or_subnet_is_named()
    {
        var shop = new Shop();
        var request = shop.Request(0, 1);
        request["LaunchTemplate"] = new Struct { ["LaunchTemplateName"] = "nothing" };
        var error = shop.Fail("CreateAutoScalingGroup", request);
        Assert.Equal("ValidationError", error.Code);
        Assert.Equal("You must use a valid fully-formed launch template. The specified launch template, with template name nothing, does not exist.", error.Message);

        var odd = shop.MakeTemplate("odd", "t9.mega");
        request["LaunchTemplate"] = new Struct { ["LaunchTemplateId"] = odd.Id };
        Assert.Contains("t9.mega", shop.Fail("CreateAutoScalingGroup", request).Message, StringComparison.Ordinal);

        request = shop.Request(0, 1);
        request["VPCZoneIdentifier"] = "subnet-0123456789abcdef0";
        Assert.Equal("The subnet ID 'subnet-0123456789abcdef0' does not exist", shop.Fail("CreateAutoScalingGroup", request).Message);
    }

    [Fact]
    public void Subnets_of_two_networks_do_not_make_a_group()
    {
        var shop = new Shop();
        Assert.True(Cidr.TryParse("10.0.0.0/16", out var block));
        var vpc = shop.Ec2.Vpcs.Add(new Vpc("vpc-0123456789abcdef0", block));
        Assert.True(Cidr.TryParse("10.0.0.0/24", out var part));
        var stranger = shop.Ec2.Subnets.Add(new Subnet("subnet-0fedcba9876543210", vpc, part, shop.Ec2.Zones[0]));
        var request = shop.Request(0, 1, zones: 1);
        request["VPCZoneIdentifier"] += "," + stranger.Id;
        var error = shop.Fail("CreateAutoScalingGroup", request);
        Assert.Contains(stranger.VpcId, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_desired_capacity_stays_within_the_sizes()
    {
        var shop = Shop.Running(1, 4);
        Assert.Equal("New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.", shop.FailOnGroup("SetDesiredCapacity", ("DesiredCapacity", 5L)).Message);
        Assert.Equal("New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.", shop.FailOnGroup("SetDesiredCapacity", ("DesiredCapacity", 0L)).Message);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 3L));
        shop.Minutes(3);
        Assert.Equal(3, shop.InService);
        Assert.Contains("a user request explicitly set group desired capacity changing the desired capacity from 1 to 3.", shop.Activities()[0].String("Cause"), StringComparison.Ordinal);
    }

    [Fact]
    public void New_bounds_move_a_desired_capacity_that_is_not_given()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
        var shop = Shop.Running(2, 4);
        shop.OnGroup("UpdateAutoScalingGroup", ("MinSize", 3L));
        Assert.Equal(3, shop.Describe().Int("DesiredCapacity"));
        shop.Minutes(3);
        Assert.Contains("a user request update of AutoScalingGroup constraints to min: 3, max: 4, desired: 3 changing the desired capacity from 2 to 3.", shop.Activities()[0].String("Cause"), StringComparison.Ordinal);

        shop.OnGroup("UpdateAutoScalingGroup", ("MinSize", 0L), ("MaxSize", 1L));
        shop.Minutes(3);
        Assert.Equal(1, shop.InService);
    }

    [Fact]
    public void Scale_in_names_every_instance_that_was_selected()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-verify-scaling-activity.html
        var shop = Shop.Running(0, 4, 3);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 1L));
        shop.Minutes(3);
        var ended = shop.Activities().Where(static a => a.String("Description")!.StartsWith("Terminating", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, ended.Count);
        Assert.Contains("an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 1.  At ", ended[0].String("Cause"), StringComparison.Ordinal);
        Assert.All(ended, a => Assert.Contains($"instance {a.String("Description")![^19..]} was selected for termination.", a.String("Cause"), StringComparison.Ordinal));
        Assert.Equal(1, shop.InService);
    }

    [Fact]
    public void A_group_with_instances_is_deleted_only_by_force()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html
        var shop = Shop.Running(2, 2);
        Assert.Equal("ResourceInUse", shop.FailOnGroup("DeleteAutoScalingGroup").Code);
        shop.OnGroup("DeleteAutoScalingGroup", ("ForceDelete", true));
        Assert.Equal("Delete in progress", shop.Describe().String("Status"));
        shop.Minutes(3);
        Assert.Empty(shop.Call("DescribeAutoScalingGroups").Structs("AutoScalingGroups"));
        Assert.All(shop.Ec2.Instances, static i => Assert.Equal(InstanceState.Terminated, i.State));
        Assert.Contains("AutoScalingGroup 'web' not found", shop.FailOnGroup("DeleteAutoScalingGroup").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_group_is_deleted_at_once_and_one_that_is_emptying_is_busy()
    {
        var shop = Shop.Running(0, 2, 1);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 0L));
        shop.Until(() => shop.InService == 0);
        Assert.Equal("ScalingActivityInProgress", shop.FailOnGroup("DeleteAutoScalingGroup").Code);
        shop.Minutes(2);
        shop.OnGroup("DeleteAutoScalingGroup");
        Assert.Empty(shop.Call("DescribeAutoScalingGroups").Structs("AutoScalingGroups"));
    }

    [Fact]
    public void Tags_reach_the_instances_that_are_launched_after_them()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
        var shop = Shop.Running(1, 1, change: static r => r["Tags"] = new List<Struct>
        {
            new() { ["Key"] = "Team", ["Value"] = "shop", ["PropagateAtLaunch"] = true },
            new() { ["Key"] = "Secret", ["Value"] = "x", ["PropagateAtLaunch"] = false },
        });
        var instance = Assert.Single(shop.Ec2.Instances);
        Assert.Equal("shop", instance.Tags["Team"]);
        Assert.False(instance.Tags.ContainsKey("Secret"));
        Assert.Equal("web", instance.Tags["aws:autoscaling:groupName"]);
        Assert.Equal(shop.Template.Id, instance.Tags["aws:ec2launchtemplate:id"]);
        Assert.Equal(2, shop.Call("DescribeTags").Structs("Tags").Count);
        var found = shop.Call("DescribeAutoScalingGroups", new Struct { ["Filters"] = new List<Struct> { new() { ["Name"] = "tag:Team", ["Values"] = new List<string> { "other" } } } });
        Assert.Empty(found.Structs("AutoScalingGroups"));
    }

    [Fact]
    public void Without_capacity_in_a_zone_the_other_zones_are_used_and_without_any_the_launch_fails_and_is_tried_again()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-capacity.html
        var shop = new Shop();
        var zone = shop.Subnets[0].AvailabilityZone;
        shop.Ec2.Shortages.Add(new CapacityShortage("t3.micro", zone));
        shop.Create(2, 2);
        shop.Minutes(2);
        Assert.All(shop.Instances(), i => Assert.NotEqual(zone, i.String("AvailabilityZone")));
        Assert.Equal(2, shop.InService);

        var empty = new Shop();
        empty.Ec2.Shortages.AddRange(empty.Subnets.Select(static s => new CapacityShortage("t3.micro", s.AvailabilityZone)));
        empty.Create(1, 1);
        empty.Minutes(1);
        var failed = empty.Activities()[0];
        Assert.Equal("Failed", failed.String("StatusCode"));
        Assert.EndsWith("Launching EC2 instance failed.", failed.String("StatusMessage"), StringComparison.Ordinal);
        empty.Ec2.Shortages.Clear();
        empty.Minutes(8);
        Assert.Equal(1, empty.InService);
    }

    [Fact]
    public void Pages_of_groups_follow_each_other()
    {
        var shop = new Shop();
        for (var i = 0; i < 5; i++)
        {
            shop.Call("CreateAutoScalingGroup", shop.Request(0, 1, name: "g" + i));
        }

        var names = new List<string?>();
        string? token = null;
        do
        {
            var page = shop.Call("DescribeAutoScalingGroups", new Struct { ["MaxRecords"] = 2L, ["NextToken"] = token });
            names.AddRange(page.Structs("AutoScalingGroups").Select(static g => g.String("AutoScalingGroupName")));
            token = page.String("NextToken");
        }
        while (token is not null);
        Assert.Equal(["g0", "g1", "g2", "g3", "g4"], names);
    }
}
