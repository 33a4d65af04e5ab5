using System.Text.Json.Nodes;
using AwsOps.SdkGenerator.Model;

namespace AwsOps.SdkGenerator.Code;

/// <summary>Writes the paginators of list operations, from the model's pagination rules.</summary>
internal sealed class PaginatorWriter(ServiceModel model, Source source)
{
    private readonly Values _values = new(model);

    public static string FactoryName(ServiceModel model) => Base(model) + "PaginatorFactory";

    public static bool Paginates(ServiceModel model) => Rules(model).Any();

    public void Write()
    {
        var rules = Rules(model).ToList();
        if (rules.Count == 0)
        {
            return;
        }

        var factory = FactoryName(model);
        source.Block($"public interface I{factory}", () =>
        {
            foreach (var (operation, _) in rules)
            {
                source.Line($"I{operation.Name}Paginator {operation.Name}({operation.Request} request);");
            }
        });
        source.Block($"public class {factory} : I{factory}", () =>
        {
            source.Line($"private readonly I{model.Service.Prefix} _client;");
            source.Line($"internal {factory}(I{model.Service.Prefix} client) => _client = client;");
            foreach (var (operation, _) in rules)
            {
                source.Line($"public I{operation.Name}Paginator {operation.Name}({operation.Request} request) => new {operation.Name}Paginator(_client, request);");
            }
        });
        foreach (var (operation, rule) in rules)
        {
            Write(operation, rule);
        }
    }

    private static string Base(ServiceModel model) =>
        model.Service.Prefix.StartsWith("Amazon", StringComparison.Ordinal) ? model.Service.Prefix["Amazon".Length..] : model.Service.Prefix;

    // One token in, one token out, by plain names: all that the services here use.
    private static IEnumerable<(Operation Operation, JsonObject Rule)> Rules(ServiceModel model)
    {
        var rules = model.Root["pagination"]?.AsObject() ?? [];
        return model.Operations
            .Where(operation => rules.ContainsKey(operation.Name))
            .Select(operation => (operation, rules[operation.Name]!.AsObject()))
            .Where(pair => Name(pair.Item2["input_token"]) is not null && Name(pair.Item2["output_token"]) is not null);
    }

    private static string? Name(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var name) && name.All(static character => char.IsLetterOrDigit(character)) ? name : null;

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonArray array => array.Select(Name).OfType<string>(),
        _ => Name(node) is { } name ? [name] : [],
    };

    private static Member Find(Shape? shape, string name, Operation operation) =>
        shape?.Members.FirstOrDefault(member => member.Name == name)
        ?? throw new ModelException($"pagination of {operation.Name} names {name}, which is not a member");

    private void Write(Operation operation, JsonObject rule)
    {
        var input = Find(operation.Input, Name(rule["input_token"])!, operation).Property;
        var output = Find(operation.Output, Name(rule["output_token"])!, operation).Property;
        var results = Names(rule["result_key"]).Select(name => Find(operation.Output, name, operation)).ToList();
        source.Block($"public interface I{operation.Name}Paginator", () =>
        {
            source.Line($"Amazon.Runtime.IPaginatedEnumerable<{operation.Response}> Responses {{ get; }}");
            foreach (var result in results)
            {
                source.Line($"Amazon.Runtime.IPaginatedEnumerable<{_values.Item(result)}> {result.Property} {{ get; }}");
            }
        });
        source.Block($"internal sealed class {operation.Name}Paginator(I{model.Service.Prefix} client, {operation.Request} request) : Paginator<{operation.Request}, {operation.Response}>(request), I{operation.Name}Paginator", () =>
        {
            foreach (var result in results)
            {
                source.Line($"public Amazon.Runtime.IPaginatedEnumerable<{_values.Item(result)}> {result.Property} => Items(response => response.{result.Property});");
            }

            var more = Name(rule["more_results"]) is { } name ? Find(operation.Output, name, operation).Property : null;
            source.Line($"protected override string GetToken({operation.Request} request) => request.{input};");
            source.Line($"protected override void SetToken({operation.Request} request, string token) => request.{input} = token;");
            source.Line($"protected override string NextToken({operation.Response} response) => {(more is null ? "" : $"response.{more} is not true ? null : ")}response.{output};");
            source.Line($"protected override System.Threading.Tasks.Task<{operation.Response}> Invoke({operation.Request} request, System.Threading.CancellationToken cancellationToken) => client.{operation.Name}Async(request, cancellationToken);");
        });
    }
}
