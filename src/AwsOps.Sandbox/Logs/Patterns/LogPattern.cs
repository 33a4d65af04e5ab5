namespace AwsOps.Sandbox.Logs.Patterns;

/// <summary>
/// A filter pattern: terms, JSON conditions in braces, or space-delimited fields in brackets.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
/// </summary>
internal abstract class LogPattern
{
    /// <summary>The fields of a message that matches (empty for terms), or null when it does not.</summary>
    public abstract IReadOnlyDictionary<string, string>? Match(string message);

    /// <exception cref="Kernel.AwsError">InvalidParameterException.</exception>
    public static LogPattern Parse(string? text)
    {
        text = text?.Trim() ?? string.Empty;
        return text switch
        {
            ['{', ..] => new JsonPattern(text),
            ['[', ..] => new FieldPattern(text),
            _ => new TermPattern(text),
        };
    }

    internal static Kernel.AwsError Invalid(string pattern, string what) => LogErrors.Invalid($"Invalid character(s) or syntax in filter pattern '{pattern}': {what}");
}
