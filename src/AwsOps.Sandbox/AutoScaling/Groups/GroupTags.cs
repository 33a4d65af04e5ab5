using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html</summary>
internal static class GroupTags
{
    private const int MaxTags = 50;

    public static void Register(ServiceSimulator service)
    {
        service.On("CreateOrUpdateTags", CreateOrUpdate);
        service.On("DeleteTags", Delete);
        service.On("DescribeTags", Describe);
    }

    public static void Put(ScalingGroup group, Struct tag)
    {
        var key = tag.String("Key")!;
        if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
        {
            throw AutoScalingErrors.Validation($"Tag keys starting with 'aws:' are reserved for internal use: '{key}'.");
        }

        if (!group.Tags.ContainsKey(key) && group.Tags.Count >= MaxTags)
        {
            throw AutoScalingErrors.LimitExceeded($"There is a limit of {MaxTags} tags for each Auto Scaling group.");
        }

        group.Tags[key] = new GroupTag(key, tag.String("Value") ?? string.Empty, tag.Bool("PropagateAtLaunch") ?? false);
    }

    public static Struct Describe(ScalingGroup group, GroupTag tag) => new()
    {
        ["ResourceId"] = group.Name,
        ["ResourceType"] = "auto-scaling-group",
        ["Key"] = tag.Key,
        ["Value"] = tag.Value,
        ["PropagateAtLaunch"] = tag.PropagateAtLaunch,
    };

    private static Struct? CreateOrUpdate(Call call, Struct request)
    {
        var tags = request.Structs("Tags").Select(t => (Group: Group(call, t), Tag: t)).ToList();
        foreach (var (group, tag) in tags)
        {
            Put(group, tag);
        }

        return null;
    }

    private static Struct? Delete(Call call, Struct request)
    {
        foreach (var tag in request.Structs("Tags"))
        {
            var group = Group(call, tag);
            if (group.Tags.TryGetValue(tag.String("Key")!, out var old) && (tag.String("Value") ?? old.Value) == old.Value)
            {
                group.Tags.Remove(old.Key);
            }
        }

        return null;
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var tags = call.Scope.Get<AutoScalingState>().Groups
            .SelectMany(static g => g.Tags.Values.Select(t => (Group: g, Tag: t)))
            .Where(t => request.Structs("Filters").All(f => Matches(f, t.Group, t.Tag)))
            .Select(static t => Describe(t.Group, t.Tag)).ToList();
        var (items, next) = Page.Of(tags, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), AutoScalingErrors.InvalidToken);
        return new Struct { ["Tags"] = items, ["NextToken"] = next };
    }

    private static bool Matches(Struct filter, ScalingGroup group, GroupTag tag)
    {
        var value = filter.String("Name") switch
        {
            "auto-scaling-group" => group.Name,
            "key" => tag.Key,
            "value" => tag.Value,
            "propagate-at-launch" => tag.PropagateAtLaunch ? "true" : "false",
            var other => throw AutoScalingErrors.Validation($"Filter type {other} is not correct. Allowed Filter types are: auto-scaling-group key propagate-at-launch value"),
        };
        return filter.Strings("Values").Contains(value);
    }

    private static ScalingGroup Group(Call call, Struct tag) => tag.String("ResourceType") is null or "auto-scaling-group"
        ? call.Scope.Get<AutoScalingState>().Get(tag.String("ResourceId") ?? throw AutoScalingErrors.Validation("ResourceId is required for each tag."))
        : throw AutoScalingErrors.Validation($"ResourceType '{tag.String("ResourceType")}' is not valid: use auto-scaling-group.");
}
