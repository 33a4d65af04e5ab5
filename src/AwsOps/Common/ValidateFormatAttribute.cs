using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace AwsOps.Common;

/// <summary>Checks texts against a pattern, and says in words what would be right. (ValidatePattern can do that only from PowerShell 6 on, and the module compiles against the standard library.)</summary>
/// <param name="pattern">Regular expression that must match.</param>
/// <param name="message">What would be right; <c>{0}</c> is the value.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateFormatAttribute(string pattern, string message) : ValidateEnumeratedArgumentsAttribute
{
    private readonly Regex _pattern = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        var text = (element is PSObject wrapped ? wrapped.BaseObject : element)?.ToString() ?? string.Empty;
        if (!_pattern.IsMatch(text))
        {
            throw new ValidationMetadataException(string.Format(CultureInfo.InvariantCulture, message, text));
        }
    }
}
