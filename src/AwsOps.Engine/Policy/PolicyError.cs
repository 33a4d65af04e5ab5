namespace AwsOps.Engine.Policy;

/// <summary>Something in the text of a policy that AWS's grammar does not allow.</summary>
/// <param name="Position">Where it is.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
/// <param name="AwsMessage">The message of AWS's own MalformedPolicyDocument error for it.</param>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"/>
public sealed record PolicyError(TextPosition Position, string Message, string AwsMessage = "Syntax errors in policy.")
{
    /// <inheritdoc/>
    public override string ToString() => $"{Position}: {Message}";
}

/// <summary>The text is not a policy. <see cref="Errors"/> says why and where.</summary>
public sealed class PolicyFormatException : FormatException
{
    /// <summary>Creates the exception from one error or more.</summary>
    /// <param name="errors">What is wrong.</param>
    public PolicyFormatException(params IReadOnlyList<PolicyError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>What is wrong, in the order of the text.</summary>
    public IReadOnlyList<PolicyError> Errors { get; }
}
