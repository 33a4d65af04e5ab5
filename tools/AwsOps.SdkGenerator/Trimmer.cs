using System.IO.Compression;
using System.Text.Json.Nodes;

namespace AwsOps.SdkGenerator;

/// <summary>Copies API models without what nobody here reads: other operations, their shapes, and all documentation.</summary>
internal static class Trimmer
{
    private static readonly string[] Unread =
        ["documentation", "documentationUrl", "deprecatedMessage", "deprecatedSince", "externalDocs", "endpointdiscovery", "exampleValue"];

    public static int Run(string servicesPath, string botocore, string? only)
    {
        var services = ServiceList.Load(servicesPath).Services;
        if (only is not null && services.All(service => service.Model != only))
        {
            throw new ModelException($"--only {only}: there is no such model; services.json has {string.Join(", ", services.Select(static service => service.Model))}");
        }

        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(servicesPath))!, "Models");
        Directory.CreateDirectory(folder);
        foreach (var service in services.Where(service => only is null || service.Model == only))
        {
            var target = Path.Combine(folder, service.Model + ".json");
            File.WriteAllText(target, JsonLayout.Write(Trim(service, Path.Combine(botocore, service.Botocore))));
            Console.WriteLine($"{service.Model}: {service.Operations.Count} operations, {new FileInfo(target).Length / 1024} KB");
        }

        return 0;
    }

    private static JsonObject Trim(ServiceDescriptor service, string source)
    {
        if (!Directory.Exists(source))
        {
            throw new ModelException($"{service.Model}: {source} does not exist; \"botocore\" is the name of a folder of botocore's data directory");
        }

        // A folder per version of the API; the last is the one in use.
        source = Directory.GetDirectories(source).Order(StringComparer.Ordinal).Last();
        var full = Read(source, "service-2.json") ?? throw new ModelException($"{service.Model}: {source} has no service-2.json");
        var allOperations = full["operations"]!.AsObject();
        var allShapes = full["shapes"]!.AsObject();

        var metadata = (JsonObject)full["metadata"]!.DeepClone();
        if (!metadata["protocols"]!.AsArray().Any(protocol => (string?)protocol == service.Protocol))
        {
            throw new ModelException($"{service.Model}: protocol {service.Protocol} is not one of its model's: {metadata["protocols"]!.ToJsonString()}");
        }

        // The protocol in use here, and the two names that the model itself does not know.
        metadata["protocol"] = service.Protocol;
        metadata["iamPrefix"] = service.IamPrefix;
        metadata["eventSource"] = service.EventSource;

        var operations = new JsonObject();
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in service.Operations.Order(StringComparer.Ordinal))
        {
            var operation = allOperations[name]?.AsObject()
                ?? throw new ModelException($"{service.Model}: there is no operation {name}");
            operations.Add(name, WithoutUnread(operation));
            Reach(operation["input"]);
            Reach(operation["output"]);
            foreach (var error in operation["errors"]?.AsArray() ?? [])
            {
                Reach(error);
            }
        }

        var trimmed = new JsonObject
        {
            ["metadata"] = metadata,
            ["operations"] = operations,
            ["shapes"] = new JsonObject(reached.Select(name => KeyValuePair.Create(name, (JsonNode?)WithoutUnread(allShapes[name]!.AsObject())))),
        };
        if (full["clientContextParams"] is JsonObject parameters)
        {
            trimmed["clientContextParams"] = WithoutUnread(parameters);
        }

        var pages = Read(source, "paginators-1.json")?["pagination"]?.AsObject() ?? [];
        trimmed["pagination"] = new JsonObject(pages
            .Where(page => operations.ContainsKey(page.Key))
            .OrderBy(static page => page.Key, StringComparer.Ordinal)
            .Select(static page => KeyValuePair.Create(page.Key, (JsonNode?)page.Value!.DeepClone())));

        // Only a client resolves endpoints; the sandbox's side of an official client has no use for the rules.
        if (service.IsGenerated)
        {
            trimmed["endpointRules"] = WithoutUnread(Read(source, "endpoint-rule-set-1.json")
                ?? throw new ModelException($"{service.Model}: {source} has no endpoint-rule-set-1.json"));
        }

        return trimmed;

        void Reach(JsonNode? reference)
        {
            if ((string?)reference?["shape"] is { } name && reached.Add(name))
            {
                var shape = allShapes[name]!;
                Reach(shape["member"]);
                Reach(shape["key"]);
                Reach(shape["value"]);
                foreach (var (_, member) in shape["members"]?.AsObject() ?? [])
                {
                    Reach(member);
                }
            }
        }
    }

    private static JsonObject WithoutUnread(JsonObject node) => (JsonObject)Copy(node)!;

    private static JsonNode? Copy(JsonNode? node) => node switch
    {
        // A member or a shape may be called "documentation" too; then its value is an object.
        JsonObject values => new JsonObject(values
            .Where(static pair => !(Unread.Contains(pair.Key) && pair.Value is not JsonObject))
            .Select(static pair => KeyValuePair.Create(pair.Key, Copy(pair.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Copy)]),
        _ => node?.DeepClone(),
    };

    private static JsonObject? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path))
        {
            using var plain = File.OpenRead(path);
            return JsonNode.Parse(plain)!.AsObject();
        }

        if (File.Exists(path + ".gz"))
        {
            using var packed = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
            return JsonNode.Parse(packed)!.AsObject();
        }

        return null;
    }
}
