namespace AwsOps.Engine.Policy.Trail;

/// <summary>A file is no trail of CloudTrail's.</summary>
/// <param name="position">Where; the column counts bytes.</param>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">The cause.</param>
public sealed class TrailFormatException(TextPosition position, string message, Exception? innerException = null)
    : FormatException($"{position}: {message}", innerException)
{
    /// <summary>Where.</summary>
    public TextPosition Position => position;
}
