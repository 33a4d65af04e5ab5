using System.Management.Automation;

namespace AwsOps;

/// <summary>A failure as this module reports it: a stable id, a category, and what to do about it.</summary>
public class AwsOpsException : Exception
{
    /// <summary>A failure that this module found itself.</summary>
    /// <param name="errorId">Stable id, e.g. <c>ScalingGroupExists</c>.</param>
    /// <param name="category">PowerShell's category.</param>
    /// <param name="message">What is wrong, with the value.</param>
    /// <param name="recommendedAction">What would be right.</param>
    /// <param name="innerException">The cause.</param>
    public AwsOpsException(string errorId, ErrorCategory category, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        Category = category;
        RecommendedAction = recommendedAction;
    }

    /// <summary>Stable id of the error.</summary>
    public string ErrorId { get; }

    /// <summary>Category of the error.</summary>
    public ErrorCategory Category { get; }

    /// <summary>What to do about it; null when there is nothing general to say.</summary>
    public string? RecommendedAction { get; }

    /// <summary>The resource the error is about; null when the cmdlet names it.</summary>
    public object? Target { get; init; }

    /// <summary>AWS's error code; null when AWS was not asked.</summary>
    public string? AwsErrorCode { get; init; }

    /// <summary>AWS's request id, for their support; null when AWS was not asked.</summary>
    public string? AwsRequestId { get; init; }

    /// <summary>True when a call went out and no answer to it came back: AWS may have done it.</summary>
    internal bool IsAnswerLost { get; init; }

    /// <summary>The same failure, and what became of the rest.</summary>
    internal AwsOpsException And(string more) =>
        new(ErrorId, Category, $"{Message} {more}", RecommendedAction, InnerException ?? this) { Target = Target, AwsErrorCode = AwsErrorCode, AwsRequestId = AwsRequestId, IsAnswerLost = IsAnswerLost };

    /// <summary>The same failure, of a call whose answer was lost.</summary>
    internal AwsOpsException LostAnswer()
    {
        const string Told = "AWS may have done it all the same, since its answer was lost: look before you try again.";
        return new(ErrorId, Category, $"{Message} {Told}", RecommendedAction, InnerException ?? this) { Target = Target, AwsErrorCode = AwsErrorCode, AwsRequestId = AwsRequestId, IsAnswerLost = true };
    }

    internal static AwsOpsException NotFound(string kind, string name, string where, string? hint = null) =>
        new(Id(kind) + "NotFound", ErrorCategory.ObjectNotFound, $"There is no {Lower(kind)} '{name}' in {where}.", hint) { Target = name };

    internal static AwsOpsException Exists(string kind, string name, string where, string? hint = null) =>
        new(Id(kind) + "Exists", ErrorCategory.ResourceExists, $"{kind} '{name}' exists already in {where}.", hint) { Target = name };

    internal static AwsOpsException BadArgument(string parameter, object? value, string problem, string right) =>
        new("Invalid" + parameter, ErrorCategory.InvalidArgument, $"-{parameter} '{value}': {problem} {right}") { Target = value };

    /// <summary>The words of a kind as one name: "Security group" is SecurityGroup.</summary>
    private static string Id(string kind) => string.Concat(kind.Split(' ').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Lower(string kind) => kind.Length > 1 && char.IsUpper(kind[1]) ? kind : char.ToLowerInvariant(kind[0]) + kind[1..];
}

/// <summary>No usable session: credentials, profile, region or account. Ends the cmdlet, since every item would fail alike.</summary>
public sealed class SessionException : AwsOpsException
{
    /// <summary>A session failure.</summary>
    public SessionException(string errorId, ErrorCategory category, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(errorId, category, message, recommendedAction, innerException)
    {
    }
}
