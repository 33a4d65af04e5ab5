using System.Text;
using System.Text.RegularExpressions;

namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// Turns a model's pattern, which is Java's dialect, into .NET's: there \w and \d are ASCII, and a surrogate pair in a
/// class is one code point. AWS's services match the whole value.
/// </summary>
internal static class ModelPattern
{
    private const string JavaSupplementaryRange = @"\uD800\uDC00-\uDBFF\uDFFF";

    public static Regex Compile(string pattern) => new(@"\A(?:" + Translate(pattern) + @")\z", RegexOptions.CultureInvariant);

    private static string Translate(string pattern)
    {
        pattern = pattern.Replace(JavaSupplementaryRange, @"\uD800-\uDFFF", StringComparison.OrdinalIgnoreCase);
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    var escaped = pattern[++i];
                    text.Append(escaped switch
                    {
                        'w' => inClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]",
                        'd' => inClass ? "0-9" : "[0-9]",
                        '_' => "_",
                        _ => "\\" + escaped,
                    });
                    break;
                case '[' when !inClass:
                    inClass = true;
                    text.Append('[');
                    break;
                case ']' when inClass:
                    inClass = false;
                    text.Append(']');
                    break;
                default:
                    text.Append(pattern[i]);
                    break;
            }
        }

        return text.ToString();
    }
}
