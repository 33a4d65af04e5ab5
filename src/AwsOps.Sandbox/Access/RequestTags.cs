using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>The tags that a request gives, in whichever of the services' forms.</summary>
internal static class RequestTags
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Struct input)
    {
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var member in new[] { "Tags", "TagsList", "tags", "Tag" })
        {
            if (input.Child(member) is { } map)
            {
                tags.AddRange(map.Where(static pair => pair.Value is string).Select(static pair => KeyValuePair.Create(pair.Key, (string)pair.Value!)));
            }
            else
            {
                Add(input.Structs(member), tags);
            }
        }

        foreach (var specification in input.Structs("TagSpecifications"))
        {
            Add(specification.Structs("Tags"), tags);
        }

        tags.AddRange(input.Strings("TagKeys").Select(static key => KeyValuePair.Create(key, "")));
        return tags;
    }

    private static void Add(IEnumerable<Struct> items, List<KeyValuePair<string, string>> into) =>
        into.AddRange(items.Where(static item => item.String("Key") is not null || item.String("TagKey") is not null)
            .Select(static item => KeyValuePair.Create((item.String("Key") ?? item.String("TagKey"))!, item.String("Value") ?? item.String("TagValue") ?? "")));
}
