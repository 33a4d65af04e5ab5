namespace AwsOps.Engine.Scaling;

/// <summary>An expression that cannot be read or worked out.</summary>
public sealed class MathError(string message) : Exception(message);
