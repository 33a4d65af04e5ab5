namespace AwsOps.Sandbox.CloudWatch.MetricMath;

/// <summary>An expression that cannot be read or worked out.</summary>
internal sealed class MathError(string message) : Exception(message);
