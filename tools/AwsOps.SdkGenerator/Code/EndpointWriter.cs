using System.Text.Json.Nodes;
using AwsOps.SdkGenerator.Model;

namespace AwsOps.SdkGenerator.Code;

/// <summary>
/// Writes a service's endpoint rules as code. https://smithy.io/2.0/additional-specs/rules-engine/specification.html
/// </summary>
internal sealed class EndpointWriter(ServiceModel model, Source source)
{
    private const string Library = "Amazon.Runtime.Internal.Endpoints.StandardLibrary.Fn";

    public static string ClassName(ServiceModel model) => model.Service.Prefix + "Endpoints";

    public void Write()
    {
        var rules = model.Root["endpointRules"]?.AsObject() ?? throw new ModelException($"{model.Service.Model}: the model has no endpointRules");
        source.Block($"internal static class {ClassName(model)}", () =>
        {
            source.Block("internal static readonly RuleEndpointProvider Provider = new(new Dictionary<string, object>", () =>
            {
                foreach (var (name, parameter) in rules["parameters"]!.AsObject())
                {
                    source.Line($"[{Source.Quote(name)}] = {Literal(parameter!["default"])},");
                }
            }, "}, Resolve);");
            source.Block("private static Amazon.Runtime.Endpoints.Endpoint Resolve(Dictionary<string, object> refs)", () => All(rules["rules"]!.AsArray(), outermost: true));
        });
    }

    private void All(JsonArray rules, bool outermost = false)
    {
        var ends = false;
        foreach (var rule in rules.Select(static rule => rule!.AsObject()))
        {
            ends = One(rule);
            if (ends)
            {
                break;
            }
        }

        if (outermost && !ends)
        {
            source.Line("throw new Amazon.Runtime.AmazonClientException(\"Cannot resolve endpoint\");");
        }
    }

    // True when nothing after the rule can be reached.
    private bool One(JsonObject rule)
    {
        var conditions = rule["conditions"]?.AsArray() ?? [];
        if (conditions.Count == 0)
        {
            Result(rule);
            return (string)rule["type"]! != "tree";
        }

        source.Block($"if ({string.Join(" && ", conditions.Select(Condition))})", () => Result(rule));
        return false;
    }

    private void Result(JsonObject rule)
    {
        switch ((string)rule["type"]!)
        {
            case "tree":
                All(rule["rules"]!.AsArray());
                break;
            case "error":
                source.Line($"throw new Amazon.Runtime.AmazonClientException({Text(rule["error"]!)});");
                break;
            case "endpoint":
                var endpoint = rule["endpoint"]!;
                source.Line($"return new({Text(endpoint["url"]!)}, {Json(endpoint["properties"])}, {Json(endpoint["headers"])});");
                break;
            case var other:
                throw new ModelException($"{model.Service.Model}: an endpoint rule of type {other} is not known to the generator");
        }
    }

    private string Condition(JsonNode? condition)
    {
        var call = Call(condition!.AsObject());
        var test = (string)condition["fn"]! is "aws.partition" or "getAttr";
        if ((string?)condition["assign"] is { } variable)
        {
            return $"(refs[{Source.Quote(variable)}] = {call}) != null";
        }

        return test ? call + " != null" : call;
    }

    private string Call(JsonObject call)
    {
        var arguments = call["argv"]!.AsArray().Select(argument => Argument(argument!)).ToList();
        return (string)call["fn"]! switch
        {
            "isSet" => $"{Library}.IsSet({arguments[0]})",
            "not" => $"!({arguments[0]})",
            "booleanEquals" or "stringEquals" => $"Equals({arguments[0]}, {arguments[1]})",
            "aws.partition" => $"{Library}.Partition((string){arguments[0]})",
            "getAttr" => $"{Library}.GetAttr({arguments[0]}, {arguments[1]})",
            var other => throw new ModelException($"{model.Service.Model}: the function {other} in its endpoint rules is not known to the generator"),
        };
    }

    private string Argument(JsonNode argument) => argument switch
    {
        JsonObject reference when (string?)reference["ref"] is { } name => $"refs[{Source.Quote(name)}]",
        JsonObject call => Call(call),
        _ => Literal(argument),
    };

    // A template with {Region} or {PartitionResult#dnsSuffix}, or a reference.
    private string Text(JsonNode node) => node switch
    {
        JsonObject => "(string)" + Argument(node),
        _ when ((string)node!).Contains('{', StringComparison.Ordinal) => $"{Library}.Interpolate({Literal(node)}, refs)",
        _ => Literal(node),
    };

    private static string Json(JsonNode? node) =>
        node is JsonObject { Count: > 0 } ? $"{Library}.InterpolateJson({Source.Quote(node.ToJsonString())}, refs)" : "\"\"";

    private static string Literal(JsonNode? node) => node switch
    {
        null => "null",
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        _ => Source.Quote((string)node!),
    };
}
