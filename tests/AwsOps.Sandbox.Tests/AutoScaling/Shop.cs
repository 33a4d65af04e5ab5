using AwsOps.Sandbox.AutoScaling;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>A sandbox with a launch template, for tests of groups.</summary>
internal sealed class Shop
{
    public const string Group = "web";

    public Shop(int seed = 1, bool detailedMonitoring = true)
    {
        Cloud = new SandboxCloud(new SandboxOptions { Seed = seed });
        Scope = Cloud.Scope(Cloud.Options.Account, SandboxTest.Region);
        Ec2 = Scope.Get<Ec2State>();
        Elb = Scope.Get<ElbState>();
        State = Scope.Get<AutoScalingState>();
        Metrics = Scope.Get<CloudWatchState>().Metrics;
        Template = MakeTemplate("shop", "t3.micro", detailedMonitoring);
    }

    public SandboxCloud Cloud { get; }

    public Scope Scope { get; }

    public Ec2State Ec2 { get; }

    public ElbState Elb { get; }

    public AutoScalingState State { get; }

    public MetricStore Metrics { get; }

    public LaunchTemplate Template { get; }

    /// <summary>The default subnets, one in each zone.</summary>
    public List<Subnet> Subnets => [.. Ec2.Subnets.Where(static s => s.DefaultForAz).OrderBy(static s => s.AvailabilityZone, StringComparer.Ordinal)];

    public DateTime Now => Cloud.Clock.UtcNow;

    public LaunchTemplate MakeTemplate(string name, string type, bool detailedMonitoring = true)
    {
        var template = new LaunchTemplate(Cloud.Ids.Ec2("lt"), name, Now, "arn:aws:iam::111122223333:root");
        Ec2.LaunchTemplates.Add(template);
        AddVersion(template, type, detailedMonitoring);
        return template;
    }

    public void AddVersion(LaunchTemplate template, string type, bool detailedMonitoring = true)
    {
        var image = MachineImages.In(SandboxTest.Region).First(static i => i.Architecture == "x86_64" && !i.IsWindows);
        var data = new Struct
        {
            ["ImageId"] = image.Id,
            ["InstanceType"] = type,
            ["Monitoring"] = new Struct { ["Enabled"] = detailedMonitoring },
        };
        var number = ++template.LatestVersionNumber;
        template.Versions.Add(number, new LaunchTemplateVersion(number, null, Now, template.CreatedBy, data));
    }

    /// <summary>What CreateAutoScalingGroup needs, in <paramref name="zones"/> zones.</summary>
    public Struct Request(int min, int max, int? desired = null, int zones = 2, string name = Group) => new()
    {
        ["AutoScalingGroupName"] = name,
        ["LaunchTemplate"] = new Struct { ["LaunchTemplateId"] = Template.Id },
        ["MinSize"] = (long)min,
        ["MaxSize"] = (long)max,
        ["DesiredCapacity"] = (long?)desired,
        ["VPCZoneIdentifier"] = string.Join(',', Subnets.Take(zones).Select(static s => s.Id)),
    };

    public void Create(int min, int max, int? desired = null, int zones = 2, Action<Struct>? change = null)
    {
        var request = Request(min, max, desired, zones);
        change?.Invoke(request);
        Call("CreateAutoScalingGroup", request);
    }

    /// <summary>A group whose instances are all in service.</summary>
    public static Shop Running(int min, int max, int? desired = null, int zones = 2, Action<Struct>? change = null)
    {
        var shop = new Shop();
        shop.Create(min, max, desired, zones, change);
        shop.Minutes(3);
        return shop;
    }

    public Struct Call(string operation, Struct? request = null) => Cloud.Call("autoscaling", operation, request);

    /// <summary>Calls an operation on the group with more members.</summary>
    public Struct OnGroup(string operation, params (string Name, object? Value)[] members) => Call(operation, GroupRequest(members));

    public AwsError Fail(string operation, Struct request) => Cloud.Fail("autoscaling", operation, request);

    public AwsError FailOnGroup(string operation, params (string Name, object? Value)[] members) => Fail(operation, GroupRequest(members));

    public Struct CloudWatch(string operation, Struct? request = null) => Cloud.Call("cloudwatch", operation, request);

    public void Minutes(double minutes) => Cloud.Advance(TimeSpan.FromMinutes(minutes));

    public void Seconds(double seconds) => Cloud.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Moves time on, second by second, until something is so; at most ten minutes.</summary>
    public void Until(Func<bool> reached)
    {
        for (var i = 0; i < 600 && !reached(); i++)
        {
            Seconds(1);
        }

        Assert.True(reached());
    }

    public Struct Describe(string name = Group) =>
        Assert.Single(Call("DescribeAutoScalingGroups", new Struct { ["AutoScalingGroupNames"] = new List<string> { name } }).Structs("AutoScalingGroups"));

    public IReadOnlyList<Struct> Instances(string name = Group) => Describe(name).Structs("Instances");

    public int InService => Instances().Count(static i => i.String("LifecycleState") == "InService");

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Struct> Activities() => OnGroup("DescribeScalingActivities").Structs("Activities");

    private static Struct GroupRequest((string Name, object? Value)[] members)
    {
        var request = new Struct { ["AutoScalingGroupName"] = Group };
        foreach (var (name, value) in members)
        {
            request[name] = value;
        }

        return request;
    }
}
