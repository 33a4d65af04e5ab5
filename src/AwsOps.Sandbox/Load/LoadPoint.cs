namespace AwsOps.Sandbox.Load;

/// <summary>How many requests come at a time; between two points the rate is interpolated.</summary>
/// <param name="Offset">Time since the load was attached.</param>
/// <param name="RequestsPerSecond">Requests a second.</param>
public readonly record struct LoadPoint(TimeSpan Offset, double RequestsPerSecond);
