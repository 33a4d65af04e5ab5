using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>What tests of EC2 need: a cloud, calls of EC2, and short ways to make things.</summary>
public abstract class Ec2Test
{
    protected SandboxCloud Cloud { get; } = new();

    internal Ec2State State => Cloud.Scope(Cloud.Options.Account, SandboxTest.Region).Get<Ec2State>();

    protected Struct Ec2(string operation, Struct? input = null, string region = SandboxTest.Region) => Cloud.Call("ec2", operation, input, region);

    /// <summary>Calls what must fail, and returns code and message.</summary>
    protected AwsError Fail(string operation, Struct? input = null) => Cloud.Fail("ec2", operation, input);

    /// <summary>Calls what must fail with this code.</summary>
    protected AwsError Fails(string code, string operation, Struct? input = null)
    {
        var error = Fail(operation, input);
        Assert.True(code == error.Code, $"{operation}: expected {code}, was {error.Code}: {error.Message}");
        return error;
    }

    protected static Struct Filter(string name, params string[] values) => new() { ["Name"] = name, ["Values"] = values };

    /// <summary>A filter alone.</summary>
    protected static Struct Where(string name, params string[] values) => new() { ["Filters"] = new[] { Filter(name, values) } };

    protected static Struct Tagged(string type, string key, string value) => new()
    {
        ["ResourceType"] = type,
        ["Tags"] = new[] { new Struct { ["Key"] = key, ["Value"] = value } },
    };

    protected string NewVpc(string cidr = "10.0.0.0/16") => Ec2("CreateVpc", new() { ["CidrBlock"] = cidr }).Child("Vpc")!.String("VpcId")!;

    protected string NewSubnet(string vpcId, string cidr = "10.0.0.0/24", string zone = "eu-west-1a") =>
        Ec2("CreateSubnet", new() { ["VpcId"] = vpcId, ["CidrBlock"] = cidr, ["AvailabilityZone"] = zone }).Child("Subnet")!.String("SubnetId")!;

    protected string NewGroup(string name = "web", string? vpcId = null) =>
        Ec2("CreateSecurityGroup", new() { ["GroupName"] = name, ["Description"] = "test", ["VpcId"] = vpcId }).String("GroupId")!;

    /// <summary>A permission of one range from one block.</summary>
    protected static Struct Allow(string protocol, int? from, int? to, string cidr, string? description = null) => new()
    {
        ["IpProtocol"] = protocol,
        ["FromPort"] = from,
        ["ToPort"] = to,
        ["IpRanges"] = new[] { new Struct { ["CidrIp"] = cidr, ["Description"] = description } },
    };

    protected static Struct Permissions(string groupId, params Struct[] permissions) => new() { ["GroupId"] = groupId, ["IpPermissions"] = permissions };

    /// <summary>Id of the Amazon Linux 2023 image.</summary>
    protected string Image(string architecture = "x86_64") => State.Images.First(i => i.Name.StartsWith("al2023", StringComparison.Ordinal) && i.Architecture == architecture).Id;

    /// <summary>A launch of one t3.micro, with whatever else.</summary>
    protected Struct Launch(Action<Struct>? more = null)
    {
        var request = new Struct { ["ImageId"] = Image(), ["InstanceType"] = "t3.micro", ["MinCount"] = 1, ["MaxCount"] = 1 };
        more?.Invoke(request);
        return request;
    }

    /// <summary>Launches and returns the ids.</summary>
    protected List<string> Run(Action<Struct>? more = null) => [.. Ec2("RunInstances", Launch(more)).Structs("Instances").Select(static i => i.String("InstanceId")!)];

    protected Struct Instance(string id) =>
        Ec2("DescribeInstances", new() { ["InstanceIds"] = new[] { id } }).Structs("Reservations").Single().Structs("Instances").Single();

    protected string StateOf(string id) => Instance(id).Child("State")!.String("Name")!;

    /// <summary>Lets time pass.</summary>
    protected void Pass(int seconds) => Cloud.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>A running instance.</summary>
    protected string Running(Action<Struct>? more = null)
    {
        var id = Run(more)[0];
        Pass(70);
        return id;
    }
}
