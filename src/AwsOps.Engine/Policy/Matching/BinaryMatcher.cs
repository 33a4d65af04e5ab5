using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>
/// Bytes in base 64. Two writings of the same bytes (with white space, say) are equal; what is not base 64 equals nothing.
/// </summary>
internal sealed class BinaryMatcher(string[] values) : ValueMatcher
{
    private readonly string[] _values = [.. values.Select(Normalize).OfType<string>()];

    internal override bool IsMatch(string value, in EvaluationContext context) =>
        Normalize(value) is { } actual && Array.IndexOf(_values, actual) >= 0;

    private static string? Normalize(string text)
    {
        byte[] buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out int length) ? Convert.ToBase64String(buffer, 0, length) : null;
    }
}
