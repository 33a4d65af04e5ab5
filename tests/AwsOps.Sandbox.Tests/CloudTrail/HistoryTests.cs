using System.Text.Json;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Iam;

namespace AwsOps.Sandbox.Tests.CloudTrail;

/// <summary>https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html</summary>
public class HistoryTests : IamTest
{
    [Fact]
    public void An_event_is_the_record_of_a_call()
    {
        // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
        var ana = User("ana");
        Cloud.Fail("ec2", "TerminateInstances", Input(("InstanceIds", new[] { "i-0123456789abcdef0" })), caller: ana);
        var found = Lookup("EventName", "TerminateInstances").Single();
        Assert.Equal(("ana", "ec2.amazonaws.com", "false", ana.AccessKeyId), (found.String("Username"), found.String("EventSource"), found.String("ReadOnly"), found.String("AccessKeyId")));
        using var json = JsonDocument.Parse(found.String("CloudTrailEvent")!);
        var root = json.RootElement;
        Assert.Equal("IAMUser", root.GetProperty("userIdentity").GetProperty("type").GetString());
        Assert.Equal("Client.InvalidInstanceID.NotFound", root.GetProperty("errorCode").GetString());
        Assert.Equal("i-0123456789abcdef0", root.GetProperty("requestParameters").GetProperty("instancesSet").GetProperty("items")[0].GetProperty("instanceId").GetString());
        Assert.Equal($"arn:aws:ec2:eu-west-1:{Account}:instance/i-0123456789abcdef0", root.GetProperty("resources")[0].GetProperty("ARN").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("responseElements").ValueKind);
        Assert.Equal("AWS::EC2::Instance", found.Structs("Resources").Single().String("ResourceType"));
        Assert.Equal(found.String("EventId"), Lookup("EventId", found.String("EventId")!).Single().String("EventId"));
    }

    [Fact]
    public void Events_of_IAM_are_in_one_region_and_hide_secrets()
    {
        User("ana");
        Assert.Empty(Lookup("EventSource", "iam.amazonaws.com"));
        var events = Lookup("EventSource", "iam.amazonaws.com", "us-east-1");
        Assert.Equal(["CreateAccessKey", "CreateUser"], events.Select(static item => item.String("EventName")));
        Assert.DoesNotContain(Cloud.Credentials.Find(Cloud.Trail.Snapshot()[^3].Response!.Child("AccessKey")!.String("AccessKeyId")!)!.SecretAccessKey, events[0].String("CloudTrailEvent"), StringComparison.Ordinal);
        Assert.Equal($"arn:aws:iam::{Account}:user/ana", events[1].Structs("Resources").Single().String("ResourceName"));
        Assert.Equal(2, Lookup("ResourceName", "ana", "us-east-1").Count);
    }

    [Fact]
    public void A_session_names_its_issuer()
    {
        Iam("CreateRole", ("RoleName", "app"), ("AssumeRolePolicyDocument", Trust("""{"AWS":"111122223333"}""")));
        var answer = Cloud.Call("sts", "AssumeRole", Input(("RoleArn", $"arn:aws:iam::{Account}:role/app"), ("RoleSessionName", "me")));
        Cloud.Call("ec2", "DescribeVpcs", caller: Cloud.Credentials.Find(answer.Child("Credentials")!.String("AccessKeyId")!)!.Caller);
        using var json = JsonDocument.Parse(Lookup("Username", "me").Single().String("CloudTrailEvent")!);
        var identity = json.RootElement.GetProperty("userIdentity");
        Assert.Equal("AssumedRole", identity.GetProperty("type").GetString());
        Assert.Equal($"arn:aws:iam::{Account}:role/app", identity.GetProperty("sessionContext").GetProperty("sessionIssuer").GetProperty("arn").GetString());
        Assert.Equal("false", identity.GetProperty("sessionContext").GetProperty("attributes").GetProperty("mfaAuthenticated").GetString());
    }

    [Fact]
    public void They_come_newest_first_in_pages_of_fifty_and_by_time()
    {
        for (var i = 0; i < 60; i++)
        {
            Cloud.Call("ec2", "DescribeVpcs");
            Cloud.Advance(TimeSpan.FromMinutes(1));
        }

        var first = Cloud.Call("cloudtrail", "LookupEvents");
        Assert.Equal(50, first.Structs("Events").Count);
        Assert.Equal(Cloud.Options.Start.AddMinutes(59), first.Structs("Events")[0].Time("EventTime"));
        Assert.NotNull(first.String("NextToken"));
        var part = Cloud.Call("cloudtrail", "LookupEvents", Input(("StartTime", Cloud.Options.Start.AddMinutes(10)), ("EndTime", Cloud.Options.Start.AddMinutes(12))));
        Assert.Equal(3, part.Structs("Events").Count);
        Cloud.Advance(TimeSpan.FromDays(91));
        Assert.Empty(Lookup("EventName", "DescribeVpcs"));
        Assert.Equal("InvalidTimeRangeException", Cloud.Fail("cloudtrail", "LookupEvents", Input(("StartTime", Cloud.UtcNow), ("EndTime", Cloud.Options.Start))).Code);
        Assert.Equal("InvalidLookupAttributesException", Cloud.Fail("cloudtrail", "LookupEvents", Input(("LookupAttributes", new[] { Attribute("EventName", "a"), Attribute("ReadOnly", "true") }))).Code);
    }

    [Fact]
    public void A_trail_logs_when_told_to()
    {
        // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
        Struct Trail(string operation, params (string, object?)[] members) => Cloud.Call("cloudtrail", operation, Input(members));
        Assert.Equal("S3BucketDoesNotExistException", Cloud.Fail("cloudtrail", "CreateTrail", Input(("Name", "all"), ("S3BucketName", "logs-of-shop"))).Code);
        Cloud.Call("s3", "CreateBucket", Input(("Bucket", "logs-of-shop"), ("CreateBucketConfiguration", Input(("LocationConstraint", "eu-west-1")))));
        var made = Trail("CreateTrail", ("Name", "all"), ("S3BucketName", "logs-of-shop"), ("IsMultiRegionTrail", true));
        Assert.Equal($"arn:aws:cloudtrail:eu-west-1:{Account}:trail/all", made.String("TrailARN"));
        Assert.False(Trail("GetTrailStatus", ("Name", "all")).Bool("IsLogging"));
        Trail("StartLogging", ("Name", "all"));
        Assert.True(Trail("GetTrailStatus", ("Name", "all")).Bool("IsLogging"));
        Assert.Equal("eu-west-1", Cloud.Call("cloudtrail", "DescribeTrails", region: "us-east-1").Structs("trailList").Single().String("HomeRegion"));
        Assert.Equal("InvalidHomeRegionException", Cloud.Fail("cloudtrail", "StopLogging", Input(("Name", "all")), region: "us-east-1").Code);
        Assert.True(Trail("GetEventSelectors", ("TrailName", "all")).Structs("EventSelectors").Single().Bool("IncludeManagementEvents"));
        Trail("DeleteTrail", ("Name", "all"));
        Assert.Equal("TrailNotFoundException", Cloud.Fail("cloudtrail", "GetTrail", Input(("Name", "all"))).Code);
    }

    private static Struct Attribute(string key, string value) => Input(("AttributeKey", key), ("AttributeValue", value));

    private IReadOnlyList<Struct> Lookup(string key, string value, string region = SandboxTest.Region) =>
        Cloud.Call("cloudtrail", "LookupEvents", Input(("LookupAttributes", new[] { Attribute(key, value) })), region: region).Structs("Events");
}
