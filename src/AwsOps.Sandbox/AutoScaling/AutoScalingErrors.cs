using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling;

/// <summary>
/// The service's errors. Codes: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html and the pages of the operations.
/// </summary>
internal static class AutoScalingErrors
{
    public static AwsError Validation(string message) => new("ValidationError", message);

    public static AwsError GroupNotFound(string name) => Validation($"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found");

    public static AwsError AlreadyExists(string message) => new("AlreadyExists", message);

    public static AwsError InUse(string message) => new("ResourceInUse", message);

    public static AwsError ActivityInProgress(string message) => new("ScalingActivityInProgress", message);

    public static AwsError LimitExceeded(string message) => new("LimitExceeded", message);

    public static AwsError InvalidToken() => new("InvalidNextToken", "The NextToken value is not valid.");
}
