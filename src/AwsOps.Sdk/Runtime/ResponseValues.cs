using System.Globalization;
using Amazon;

namespace AwsOps.Sdk.Runtime;

/// <summary>Reads .NET values from a response; a member that is not there gives null.</summary>
internal static class ResponseValues
{
    /// <summary>What a collection property holds before anything is read or set.</summary>
    public static List<T>? NewList<T>() => AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>What a collection property holds before anything is read or set.</summary>
    public static Dictionary<string, T>? NewMap<T>() => AWSConfigs.InitializeCollections ? [] : null;

    public static string? AsString(this ResponseNode? node) => node?.Text;

    public static bool? AsBool(this ResponseNode? node) => Scalar(node) is { } text ? bool.Parse(text) : null;

    public static int? AsInt(this ResponseNode? node) => Scalar(node) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public static long? AsLong(this ResponseNode? node) => Scalar(node) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public static double? AsDouble(this ResponseNode? node) => Scalar(node) switch
    {
        null => null,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        var text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>Reads a timestamp: seconds since 1970 or ISO 8601, as a UTC time.</summary>
    public static DateTime? AsTime(this ResponseNode? node)
    {
        if (Scalar(node) is not { } text)
        {
            return null;
        }

        // Whole milliseconds, as in the official clients; decimal, because 0.087 s must not become 86.
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? DateTime.UnixEpoch.AddTicks((long)(seconds * 1000) * TimeSpan.TicksPerMillisecond)
            : DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
    }

    public static DateTime? AsEpochMilliseconds(this ResponseNode? node) =>
        node.AsLong() is { } milliseconds ? DateTime.UnixEpoch.AddMilliseconds(milliseconds) : null;

    public static MemoryStream? AsBlob(this ResponseNode? node) => node?.Text is { } text ? new MemoryStream(Convert.FromBase64String(text)) : null;

    public static T? As<T>(this ResponseNode? node, Func<ResponseNode, T> read)
        where T : class => node is null ? null : read(node);

    public static List<string>? AsStrings(this ResponseNode? node, string? member) => node.AsList(member, static item => item.Text!);

    public static List<T>? AsList<T>(this ResponseNode? node, string? member, Func<ResponseNode, T> read)
    {
        if (node is null)
        {
            return NewList<T>();
        }

        List<T>? list = null;
        foreach (var item in node.Items(member))
        {
            (list ??= []).Add(read(item));
        }

        // An empty JSON array is a list; an empty XML element could as well be an absent one.
        return list ?? (node is JsonNode ? [] : NewList<T>());
    }

    public static Dictionary<string, string>? AsStringMap(this ResponseNode? node, MapNames names) => node.AsMap(names, static item => item.Text!);

    public static Dictionary<string, T>? AsMap<T>(this ResponseNode? node, MapNames names, Func<ResponseNode, T> read)
    {
        if (node is null)
        {
            return NewMap<T>();
        }

        Dictionary<string, T>? map = null;
        foreach (var (key, value) in node.Entries(names))
        {
            (map ??= [])[key] = read(value);
        }

        return map ?? (node is JsonNode ? [] : NewMap<T>());
    }

    // An empty element is no number.
    private static string? Scalar(ResponseNode? node) => node?.Text is { Length: > 0 } text ? text : null;
}
