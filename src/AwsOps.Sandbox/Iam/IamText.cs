using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Policy documents, tags and pages, as IAM reads and writes them.</summary>
internal static class IamText
{
    /// <summary>IAM returns documents URL-encoded after RFC 3986: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html</summary>
    public static string Encode(string document) => Uri.EscapeDataString(document);

    /// <summary>A document that follows IAM's grammar, or IAM's error.</summary>
    public static string Check(string document, PolicyKind kind)
    {
        if (!PolicyDocument.TryParse(document, null, out var policy, out var errors))
        {
            throw IamErrors.Malformed(errors[0].AwsMessage);
        }

        return PolicyGrammar.Check(policy, kind) is [var error, ..] ? throw IamErrors.Malformed(error.AwsMessage) : document;
    }

    public static List<object?> Tags(SortedDictionary<string, string> tags) => tags.Select(static tag => new Struct { ["Key"] = tag.Key, ["Value"] = tag.Value }).ToList<object?>();

    public static void SetTags(SortedDictionary<string, string> tags, Struct input)
    {
        foreach (var tag in input.Structs("Tags"))
        {
            tags[tag.String("Key")!] = tag.String("Value")!;
        }

        if (tags.Count > 50)
        {
            throw IamErrors.Limit("The number of tags has reached the maximum limit.");
        }
    }

    public static Struct? RemoveTags(SortedDictionary<string, string> tags, Struct input)
    {
        foreach (var key in input.Strings("TagKeys"))
        {
            tags.Remove(key);
        }

        return null;
    }

    /// <summary>A page as IAM's lists have it: Marker and MaxItems (100 unless given), IsTruncated.</summary>
    public static Struct Page<T>(IReadOnlyList<T> items, Struct input, string member, Func<T, object?> render)
    {
        var (page, next) = Kernel.Page.Of(items, input.String("Marker"), input.Int("MaxItems") ?? 100, static () => new AwsError("InvalidInput", "Invalid Marker"));
        return new Struct { [member] = page.Select(render).ToList(), ["IsTruncated"] = next is not null, ["Marker"] = next };
    }
}
