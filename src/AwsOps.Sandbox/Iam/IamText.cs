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

    /// <summary>The characters of a document that count against quotas: all but white space.</summary>
    public static int Size(string document) => document.Count(static c => !char.IsWhiteSpace(c));

    /// <summary>A request's path, <c>/</c> unless given.</summary>
    public static string Path(Struct input) => Path(input, "Path") ?? "/";

    /// <summary>A path begins and ends with a slash (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names).</summary>
    public static string? Path(Struct input, string member) => input.String(member) switch
    {
        null => null,
        var path when path[0] == '/' && path[^1] == '/' => path,
        _ => throw IamErrors.Validation("The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."),
    };

    public static List<object?> Tags(SortedDictionary<string, string> tags) => tags.Select(static tag => new Struct { ["Key"] = tag.Key, ["Value"] = tag.Value }).ToList<object?>();

    /// <summary>
    /// Keys differ by more than case and do not begin with aws: (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules).
    /// </summary>
    public static void SetTags(SortedDictionary<string, string> tags, Struct input)
    {
        var given = input.Structs("Tags");
        if (given.Select(static tag => tag.String("Key")!).Distinct(StringComparer.OrdinalIgnoreCase).Count() < given.Count)
        {
            throw IamErrors.Invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }

        if (given.FirstOrDefault(static tag => tag.String("Key")!.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is not null)
        {
            throw IamErrors.Invalid("One or more of the tag keys begins with aws:, which is kept for AWS.");
        }

        if (tags.Keys.Union(given.Select(static tag => tag.String("Key")!), StringComparer.OrdinalIgnoreCase).Count() > Quotas.Tags)
        {
            throw IamErrors.Limit("The number of tags has reached the maximum limit.");
        }

        foreach (var tag in given)
        {
            var key = tag.String("Key")!;
            tags.Remove(tags.Keys.FirstOrDefault(old => old.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? key);
            tags[key] = tag.String("Value")!;
        }
    }

    /// <summary>A page of tags.</summary>
    public static Struct PageTags(SortedDictionary<string, string> tags, Struct input) =>
        Page([.. tags], input, "Tags", static tag => new Struct { ["Key"] = tag.Key, ["Value"] = tag.Value });

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
