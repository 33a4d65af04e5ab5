using System.Text;

namespace AwsOps.SdkGenerator.Code;

/// <summary>C# text, indented by its braces.</summary>
internal sealed class Source
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line)
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>A block in braces after <paramref name="head"/>.</summary>
    public void Block(string head, Action body, string end = "}")
    {
        Line(head);
        Line("{");
        _depth++;
        body();
        _depth--;
        Line(end);
    }

    public override string ToString() => _text.ToString();

    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    public static string QuoteOrNull(string? text) => text is null ? "null" : Quote(text);
}
