namespace AwsOps.Engine.Policy;

/// <summary>A place in the text of a policy. Both numbers start at 1; the column counts UTF-16 characters.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
public readonly record struct TextPosition(int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, column {Column}";
}
