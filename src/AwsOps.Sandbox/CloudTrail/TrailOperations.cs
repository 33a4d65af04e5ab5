using System.Text.RegularExpressions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudTrail;

/// <summary>Trails: their settings and whether they log. They record management events unless their selectors say otherwise.</summary>
internal static partial class TrailOperations
{
    private const int TrailsPerRegion = 5;

    public static void Register(CloudTrailSimulator simulator)
    {
        simulator.On("CreateTrail", Create);
        simulator.On("UpdateTrail", Update);
        simulator.On("DeleteTrail", static (call, input) =>
        {
            var trail = Own(call, input.String("Name")!);
            trail.Home.Get<TrailState>().Trails.Remove(trail.Name);
            return null;
        });
        simulator.On("GetTrail", static (call, input) => new Struct { ["Trail"] = Find(call, input.String("Name")!).Render(whole: true) });
        simulator.On("DescribeTrails", static (call, input) =>
        {
            var names = input.Strings("trailNameList");
            var shown = Visible(call).Where(trail => input.Bool("includeShadowTrails") != false || trail.Home.Region == call.Region)
                .Where(trail => names.Count == 0 || names.Contains(trail.Name, StringComparer.Ordinal) || names.Contains(trail.Arn, StringComparer.Ordinal));
            return new Struct { ["trailList"] = shown.Select(static trail => trail.Render(whole: true)).ToList<object?>() };
        });
        simulator.On("ListTrails", static (call, input) =>
        {
            var (page, next) = Page.Of([.. All(call)], input.String("NextToken"), 100, static () => new AwsError("InvalidNextTokenException", "The token is invalid."));
            return new Struct
            {
                ["Trails"] = page.Select(static trail => new Struct { ["TrailARN"] = trail.Arn, ["Name"] = trail.Name, ["HomeRegion"] = trail.Home.Region }).ToList<object?>(),
                ["NextToken"] = next,
            };
        });
        simulator.On("StartLogging", static (call, input) => SetLogging(Own(call, input.String("Name")!), true, call.Now));
        simulator.On("StopLogging", static (call, input) => SetLogging(Own(call, input.String("Name")!), false, call.Now));
        simulator.On("GetTrailStatus", static (call, input) =>
        {
            var trail = Find(call, input.String("Name")!);
            return new Struct
            {
                ["IsLogging"] = trail.IsLogging,
                ["StartLoggingTime"] = trail.Started,
                ["StopLoggingTime"] = trail.Stopped,
            };
        });
        simulator.On("PutEventSelectors", PutSelectors);
        simulator.On("GetEventSelectors", static (call, input) =>
        {
            var trail = Find(call, input.String("TrailName")!);
            return trail.RenderSelectors();
        });
        simulator.On("AddTags", static (call, input) =>
        {
            var tags = Find(call, input.String("ResourceId")!).Tags;
            foreach (var tag in input.Structs("TagsList"))
            {
                tags[tag.String("Key")!] = tag.String("Value") ?? "";
            }

            return tags.Count <= 50 ? null : throw new AwsError("TagsLimitExceededException", "A trail has at most 50 tags.");
        });
        simulator.On("RemoveTags", static (call, input) =>
        {
            foreach (var tag in input.Structs("TagsList"))
            {
                Find(call, input.String("ResourceId")!).Tags.Remove(tag.String("Key")!);
            }

            return null;
        });
        simulator.On("ListTags", static (call, input) => new Struct
        {
            ["ResourceTagList"] = input.Strings("ResourceIdList").Select(id => new Struct
            {
                ["ResourceId"] = id,
                ["TagsList"] = Find(call, id).Tags.Select(static tag => new Struct { ["Key"] = tag.Key, ["Value"] = tag.Value }).ToList<object?>(),
            }).ToList<object?>(),
        });
    }

    private static IEnumerable<Trail> All(Call call) => call.Cloud.ScopesOf(call.Account).SelectMany(static scope => scope.Get<TrailState>().Trails.Values);

    /// <summary>The region's trails, and those of other regions that record this one too.</summary>
    private static IEnumerable<Trail> Visible(Call call) => All(call).Where(trail => trail.Home.Region == call.Region || trail.Settings.Bool("IsMultiRegionTrail") == true);

    private static Trail Find(Call call, string nameOrArn) => Visible(call).FirstOrDefault(trail => trail.Name == nameOrArn || trail.Arn == nameOrArn)
        ?? throw new AwsError("TrailNotFoundException", $"Unknown trail: {nameOrArn} for the user: {call.Account}");

    /// <summary>A trail is changed in its home region alone (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html).</summary>
    private static Trail Own(Call call, string nameOrArn)
    {
        var trail = Find(call, nameOrArn);
        return trail.Home.Region == call.Region
            ? trail
            : throw new AwsError("InvalidHomeRegionException", $"This trail cannot be changed here: its home region is {trail.Home.Region}.");
    }

    private static Struct Create(Call call, Struct input)
    {
        var name = input.String("Name")!;
        CheckName(name);
        var trails = call.Scope.Get<TrailState>().Trails;
        if (trails.ContainsKey(name))
        {
            throw new AwsError("TrailAlreadyExistsException", $"Trail {name} already exists for customer: {call.Account}");
        }

        if (trails.Count >= TrailsPerRegion)
        {
            throw new AwsError("MaximumNumberOfTrailsExceededException", $"User: {call.Account} already has {TrailsPerRegion} trails in {call.Region}.");
        }

        var trail = new Trail(name, call.Arn("cloudtrail", $"trail/{name}"), call.Scope);
        Set(call, trail, input);
        foreach (var tag in input.Structs("TagsList"))
        {
            trail.Tags[tag.String("Key")!] = tag.String("Value") ?? "";
        }

        trails.Add(name, trail);
        return trail.Render(whole: false);
    }

    private static Struct Update(Call call, Struct input)
    {
        var trail = Own(call, input.String("Name")!);
        Set(call, trail, input);
        return trail.Render(whole: false);
    }

    private static void Set(Call call, Trail trail, Struct input)
    {
        if (input.String("S3BucketName") is { } bucket && !S3.S3State.Exists(call.Cloud, bucket))
        {
            throw new AwsError("S3BucketDoesNotExistException", $"S3 bucket {bucket} does not exist!");
        }

        foreach (var (member, value) in input)
        {
            if (member is not ("Name" or "TagsList"))
            {
                trail.Settings[member == "EnableLogFileValidation" ? "LogFileValidationEnabled" : member] = value;
            }
        }
    }

    private static Struct? SetLogging(Trail trail, bool on, DateTime now)
    {
        trail.IsLogging = on;
        if (on)
        {
            trail.Started = now;
        }
        else
        {
            trail.Stopped = now;
        }

        return null;
    }

    private static Struct PutSelectors(Call call, Struct input)
    {
        var trail = Own(call, input.String("TrailName")!);
        if (input.Has("EventSelectors") == input.Has("AdvancedEventSelectors"))
        {
            throw new AwsError("InvalidEventSelectorsException", "Give either EventSelectors or AdvancedEventSelectors.");
        }

        trail.Selectors = input.Has("EventSelectors") ? [.. input.Structs("EventSelectors")] : null;
        trail.AdvancedSelectors = input.Has("AdvancedEventSelectors") ? [.. input.Structs("AdvancedEventSelectors")] : null;
        return trail.RenderSelectors();
    }

    /// <summary>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html</summary>
    private static void CheckName(string name)
    {
        if (!TrailName().IsMatch(name))
        {
            throw new AwsError("InvalidTrailNameException", "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_), in 3 to 128 characters.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9](?:[A-Za-z0-9]|[._-](?![._-])){1,126}[A-Za-z0-9]$")]
    private static partial Regex TrailName();
}
