using System.Text.RegularExpressions;

namespace AwsOps.Engine.Policy.Actions;

/// <summary>The <c>${Name}</c> of AWS's reference, which are no policy variables.</summary>
internal static partial class Placeholders
{
    internal static string ToPattern(string arn) => Placeholder().Replace(arn, "*");

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Placeholder();
}
