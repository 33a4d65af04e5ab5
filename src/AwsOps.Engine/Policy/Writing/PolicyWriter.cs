using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>A statement to be written. It allows each of its actions on each of its resources.</summary>
/// <param name="Actions">The actions.</param>
/// <param name="Resources">The resources.</param>
/// <param name="Conditions">What must be true of the request; all of it.</param>
public sealed record AllowStatement(IReadOnlyList<string> Actions, IReadOnlyList<string> Resources, IReadOnlyList<ConditionLine> Conditions);

/// <summary>Writes policies.</summary>
internal static class PolicyWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes statements, and further ones as they stand.</summary>
    internal static string Write(IEnumerable<AllowStatement> statements, IEnumerable<string>? written = null)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("Version", PolicyDocument.CurrentVersion);
            json.WriteStartArray("Statement");
            foreach (AllowStatement statement in statements)
            {
                Write(json, statement);
            }

            foreach (string text in written ?? [])
            {
                using JsonDocument parsed = JsonDocument.Parse(text);
                parsed.RootElement.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, AllowStatement statement)
    {
        json.WriteStartObject();
        json.WriteString("Effect", "Allow");
        WriteList(json, "Action", statement.Actions);
        WriteList(json, "Resource", statement.Resources);
        if (statement.Conditions.Count > 0)
        {
            json.WriteStartObject("Condition");
            foreach (IGrouping<string, ConditionLine> lines in statement.Conditions.GroupBy(line => line.Operator).OrderBy(lines => lines.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(lines.Key);
                foreach (ConditionLine line in lines.OrderBy(line => line.Key, StringComparer.Ordinal))
                {
                    WriteList(json, line.Key, line.Values);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            json.WriteString(name, values[0]);
            return;
        }

        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
