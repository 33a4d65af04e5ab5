using System.Text.Json;

namespace AwsOps.Sandbox.Kernel;

/// <summary>Reads of an API model's JSON.</summary>
internal static class ModelJson
{
    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Flag(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
