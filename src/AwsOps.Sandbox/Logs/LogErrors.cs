using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html and the pages of the operations.</summary>
internal static class LogErrors
{
    public static AwsError NotFound(string message) => new("ResourceNotFoundException", message);

    public static AwsError Exists(string message) => new("ResourceAlreadyExistsException", message);

    public static AwsError Invalid(string message) => new("InvalidParameterException", message);
}
