using System.Globalization;
using System.Text.Json;

namespace AwsOps.Network.Inventories;

/// <summary>A place in a JSON file, as an editor counts: lines and columns from 1.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column, in bytes.</param>
internal readonly record struct JsonPlace(string File, long Line, long Column)
{
    /// <summary>The place of a byte.</summary>
    public static JsonPlace At(string file, ReadOnlySpan<byte> text, long offset)
    {
        var before = text[..(int)Math.Min(offset, text.Length)];
        var line = before.Count((byte)'\n');
        return new(file, line + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    /// <summary>The place of an element of a list in an object: <c>SecurityGroups[3].IpPermissions[0]</c> is found by those names and numbers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="text">Its bytes.</param>
    /// <param name="start">Where the object begins.</param>
    /// <param name="path">Names and indexes.</param>
    public static JsonPlace Of(string file, ReadOnlySpan<byte> text, int start, params object[] path)
    {
        var reader = new Utf8JsonReader(text[start..]);
        reader.Read();
        foreach (var step in path)
        {
            if (!(step is string name ? Member(ref reader, name) : Element(ref reader, (int)step)))
            {
                break;
            }
        }

        return At(file, text, start + reader.TokenStartIndex);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}, column {Column}");

    private static bool Member(ref Utf8JsonReader reader, string name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool Element(ref Utf8JsonReader reader, int index)
    {
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == index)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
