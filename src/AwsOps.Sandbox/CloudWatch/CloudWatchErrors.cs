using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>CloudWatch's error codes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html</summary>
internal static class CloudWatchErrors
{
    public static AwsError InvalidValue(string message) => new("InvalidParameterValue", message);

    public static AwsError Combination(string message) => new("InvalidParameterCombination", message);

    public static AwsError Missing(string message) => new("MissingParameter", message);

    public static AwsError Validation(string message) => new("ValidationError", message);

    public static AwsError InvalidToken() => new("InvalidNextToken", "Invalid next token.");
}
