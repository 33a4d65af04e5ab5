namespace AwsOps.Engine.Policy;

/// <summary>A string of a policy and the place where it stands.</summary>
/// <param name="Text">The string, its escapes resolved.</param>
/// <param name="Position">Where it starts.</param>
public readonly record struct PolicyText(string Text, TextPosition Position)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
