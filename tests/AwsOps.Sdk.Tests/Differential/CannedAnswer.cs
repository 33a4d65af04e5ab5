using System.Globalization;
using System.Security;
using System.Text.Json.Nodes;

namespace AwsOps.Sdk.Tests.Differential;

/// <summary>
/// Answers as a service would write them, made from its model and a seed:
/// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html and https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html.
/// </summary>
internal sealed class CannedAnswer(ServicePair pair, int seed)
{
    private const int Deepest = 5;

    private static readonly string[] Strings = ["plain", "a b ", "<tag> & \"quote\" 'x' \\", "ünïcødé 日本語 🙂", "line\nbreak", ""];

    private readonly Random _random = new(seed);
    private readonly JsonObject _shapes = pair.Description["shapes"]!.AsObject();

    private bool IsQuery => (string)pair.Description["metadata"]!["protocol"]! == "query";

    public string ContentType => IsQuery ? "text/xml" : "application/x-amz-json-1.1";

    /// <summary>A success.</summary>
    public string Success(string operation)
    {
        var description = pair.Description["operations"]![operation]!;
        var output = (string?)description["output"]?["shape"];
        if (!IsQuery)
        {
            return output is null ? _random.Next(2) == 0 ? "" : "{}" : Json(output, 0)!.ToJsonString();
        }

        var wrapper = (string?)description["output"]?["resultWrapper"];
        var body = output is null ? "" : XmlMembers(output, 0);
        return $"<{operation}Response xmlns=\"https://example.amazonaws.com/doc/\">{(wrapper is null ? body : $"<{wrapper}>{body}</{wrapper}>")}"
            + $"<ResponseMetadata><RequestId>request-{seed}</RequestId></ResponseMetadata></{operation}Response>";
    }

    /// <summary>An error of the model.</summary>
    public string Error(string shape, string code) => IsQuery
        ? $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>It &lt;failed&gt;.</Message>{XmlMembers(shape, 0, error: true)}</Error><RequestId>request-{seed}</RequestId></ErrorResponse>"
        : ErrorJson(shape, code);

    private string ErrorJson(string shape, string code)
    {
        var body = Json(shape, 0)!.AsObject();
        body.Remove("Message");
        body.Remove("message");
        body["__type"] = _random.Next(2) == 0 ? code : "com.amazonaws.example#" + code;
        body["message"] = "It <failed>.";
        return body.ToJsonString();
    }

    private JsonNode? Json(string name, int depth)
    {
        var shape = _shapes[name]!;
        switch ((string)shape["type"]!)
        {
            case "structure":
                var members = new JsonObject();
                foreach (var (member, reference) in shape["members"]!.AsObject())
                {
                    if (Wanted(depth))
                    {
                        // A service may write null for what it has not.
                        members[(string?)reference!["locationName"] ?? member] = _random.Next(12) == 0 ? null : Json((string)reference["shape"]!, depth + 1);
                    }
                }

                // What the model does not know yet must be passed over.
                members["newMember"] = new JsonObject { ["inner"] = new JsonArray(1, "two") };
                return members;
            case "list":
                var items = new JsonArray();
                for (var count = _random.Next(3); count > 0; count--)
                {
                    items.Add(Json((string)shape["member"]!["shape"]!, depth + 1));
                }

                return items;
            case "map":
                var entries = new JsonObject();
                for (var count = _random.Next(3); count > 0; count--)
                {
                    entries["key " + count] = Json((string)shape["value"]!["shape"]!, depth + 1);
                }

                return entries;
            case "integer" or "long":
                return _random.Next(-3, 100000);
            case "double" or "float":
                return _random.Next(4) switch { 0 => 0.5, 1 => 3, 2 => (JsonNode)"NaN", _ => 1e-7 };
            case "boolean":
                return _random.Next(2) == 0;
            case "timestamp":
                return _random.Next(5) switch { 0 => 1767600000, 1 => 1767600000.125, 2 => 1767600000.087, 3 => 1767600000.98769, _ => (JsonNode)1.7676E9 };
            case "blob":
                return Convert.ToBase64String([1, 2, 250, 251, (byte)_random.Next(256)]);
            default:
                return Text(shape);
        }
    }

    private string XmlMembers(string name, int depth, bool error = false)
    {
        var text = "";
        foreach (var (member, reference) in _shapes[name]!["members"]!.AsObject())
        {
            if (Wanted(depth) && !(error && member.Equals("message", StringComparison.OrdinalIgnoreCase)))
            {
                text += Xml((string?)reference!["locationName"] ?? member, (string)reference["shape"]!, depth + 1);
            }
        }

        return text + "<NewMember><Inner>1</Inner></NewMember>\n";
    }

    private string Xml(string element, string name, int depth)
    {
        var shape = _shapes[name]!;
        switch ((string)shape["type"]!)
        {
            case "structure":
                return $"<{element}>{XmlMembers(name, depth)}</{element}>";
            case "list":
                var item = (string?)shape["member"]!["locationName"] ?? "member";
                var items = "";
                for (var count = _random.Next(3); count > 0; count--)
                {
                    items += Xml(item, (string)shape["member"]!["shape"]!, depth + 1) + "\n  ";
                }

                return items.Length == 0 ? $"<{element}/>" : $"<{element}>\n{items}</{element}>";
            case "map":
                throw new NotSupportedException("no service of these tests has a map in XML");
            case "integer" or "long":
                return $"<{element}>{_random.Next(-3, 100000).ToString(CultureInfo.InvariantCulture)}</{element}>";
            case "boolean":
                return $"<{element}>{(_random.Next(2) == 0 ? "true" : "false")}</{element}>";
            case "timestamp":
                return $"<{element}>{(_random.Next(2) == 0 ? "2026-01-05T08:00:00Z" : "2026-01-05T08:00:00.125Z")}</{element}>";
            default:
                return $"<{element}>{SecurityElement.Escape(Text(shape))}</{element}>";
        }
    }

    private string Text(JsonNode shape) => shape["enum"] is JsonArray values
        ? (string)values[_random.Next(values.Count)]!
        : Strings[_random.Next(Strings.Length)];

    private bool Wanted(int depth) => depth < Deepest && _random.Next(5) > 0;
}
