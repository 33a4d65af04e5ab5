using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Tags given on creation.</summary>
internal static class TagSpecifications
{
    /// <summary>The TagSpecifications of a request by resource type.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ByType(Struct request)
    {
        var byType = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var specification in request.Structs("TagSpecifications"))
        {
            var type = specification.String("ResourceType") ?? string.Empty;
            var tags = byType.TryGetValue(type, out var old)
                ? new Dictionary<string, string>(old, StringComparer.Ordinal)
                : new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var tag in specification.Structs("Tags"))
            {
                tags[tag.String("Key") ?? string.Empty] = tag.String("Value") ?? string.Empty;
            }

            byType[type] = tags;
        }

        return byType;
    }

    /// <summary>Tags a new resource as its request says; before it is added to its table, so that a bad tag leaves nothing behind.</summary>
    public static T Tag<T>(T resource, Struct request)
        where T : Ec2Resource
    {
        Set(resource, ForOne(request, resource.ResourceType));
        return resource;
    }

    /// <summary>The tags of a request that makes one type of resource.</summary>
    /// <exception cref="AwsError">A specification for another type, or a tag outside the limits.</exception>
    public static IReadOnlyDictionary<string, string> ForOne(Struct request, string resourceType)
    {
        var byType = ByType(request);
        if (byType.Keys.FirstOrDefault(type => type != resourceType) is { } other)
        {
            throw new AwsError("InvalidParameterValue", $"'{other}' is not a valid taggable resource type for this operation.");
        }

        var tags = byType.GetValueOrDefault(resourceType) ?? new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            Check(key, value);
        }

        return tags;
    }

    /// <summary>
    /// Sets tags within EC2's limits: at most 50, keys of 1 to 128 characters that do not start with <c>aws:</c>, values up to 256.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
    /// </summary>
    public static void Set(Ec2Resource resource, IEnumerable<KeyValuePair<string, string>> tags)
    {
        foreach (var (key, value) in tags)
        {
            Check(key, value);
            resource.Tags[key] = value;
        }

        if (resource.Tags.Keys.Count(static k => !IsReserved(k)) > 50)
        {
            throw new AwsError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
        }
    }

    /// <summary>Sets tags that AWS services own (<c>aws:autoscaling:groupName</c>…), which callers may not.</summary>
    public static void SetReserved(Ec2Resource resource, string key, string value) => resource.Tags[key] = value;

    /// <summary>The checks of <see cref="Set"/> on one tag, for requests that must fail before anything is made.</summary>
    public static void Check(string key, string value)
    {
        if (IsReserved(key))
        {
            throw new AwsError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
        }

        if (key.Length is 0 or > 128)
        {
            throw new AwsError("InvalidParameterValue", $"Tag key exceeds the maximum length of 128 characters or is empty: '{key}'");
        }

        if (value.Length > 256)
        {
            throw new AwsError("InvalidParameterValue", $"Tag value exceeds the maximum length of 256 characters: '{value}'");
        }
    }

    private static bool IsReserved(string key) => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
