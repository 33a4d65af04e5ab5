using System.Collections;
using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>Members that REST protocols carry outside the body (https://smithy.io/2.0/spec/http-bindings.html).</summary>
internal static class RestBinding
{
    public static void Read(Shape shape, WireRequest request, IReadOnlyDictionary<string, string> labels, Struct into)
    {
        foreach (var member in shape.Members)
        {
            object? value = member.Location switch
            {
                "uri" => labels.TryGetValue(member.WireName, out var label) ? Parse(member, label) : null,
                "header" => request.Header(member.WireName) is { } header ? ReadHeader(member, header) : null,
                "headers" => ReadHeaders(member, request),
                "querystring" => ReadQuery(shape, member, request),
                _ => null,
            };
            if (value is not null)
            {
                into[member.Name] = value;
            }
        }
    }

    public static void Write(Shape shape, Struct output, WireResponse response)
    {
        foreach (var member in shape.Members)
        {
            if (output[member.Name] is not { } value)
            {
                continue;
            }

            switch (member.Location)
            {
                case "header" when value is IEnumerable items and not string and not byte[] and not Struct:
                    response.With(member.WireName, string.Join(",", items.Cast<object>().Select(item => Scalars.Format(member.Shape.Element.Shape, item, Timestamps.Rfc822))));
                    break;
                case "header":
                    response.With(member.WireName, Scalars.Format(member.Shape, value, Timestamps.Rfc822));
                    break;
                case "headers":
                    foreach (var (name, text) in (Struct)value)
                    {
                        response.With(member.WireName + name, (string)text!);
                    }

                    break;
                case "statusCode":
                    response.Status = Convert.ToInt32(value, CultureInfo.InvariantCulture);
                    break;
            }
        }
    }

    private static object ReadHeader(Member member, string header) => member.Shape.Type == ShapeType.List
        ? header.Split(',', StringSplitOptions.TrimEntries).Select(item => Parse(member.Shape.Element, item)).ToList()
        : Parse(member, header);

    private static Struct? ReadHeaders(Member member, WireRequest request)
    {
        var map = new Struct();
        foreach (var (name, value) in request.Headers)
        {
            if (name.StartsWith(member.WireName, StringComparison.OrdinalIgnoreCase))
            {
                map[name[member.WireName.Length..].ToLowerInvariant()] = value;
            }
        }

        return map.Count > 0 ? map : null;
    }

    private static object? ReadQuery(Shape shape, Member member, WireRequest request)
    {
        if (member.Shape.Type == ShapeType.Map)
        {
            var named = shape.Members.Where(other => other.Location == "querystring" && other != member).Select(other => other.WireName).ToHashSet(StringComparer.Ordinal);
            var map = new Struct();
            foreach (var (key, value) in request.Query.Where(pair => !named.Contains(pair.Key)))
            {
                map[key] = value;
            }

            return map.Count > 0 ? map : null;
        }

        var values = request.Query.Where(pair => pair.Key == member.WireName).Select(pair => pair.Value).ToList();
        return values.Count == 0
            ? null
            : member.Shape.Type == ShapeType.List ? values.Select(value => Parse(member.Shape.Element, value)).ToList() : Parse(member, values[0]);
    }

    private static object Parse(Member member, string text) => Scalars.Parse(member.Shape, text)
        ?? throw new AwsError("SerializationException", $"'{text}' for {member.Name} can not be converted to {member.Shape.Type}");
}
