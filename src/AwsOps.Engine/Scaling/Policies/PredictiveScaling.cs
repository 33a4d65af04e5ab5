namespace AwsOps.Engine.Scaling;

/// <summary>
/// What predictive scaling does with a forecast (PR1). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html.
/// </summary>
public static class PredictiveScaling
{
    /// <summary>
    /// The maximum size that applies while the forecast asks for <paramref name="forecastCapacity"/>: the group's, or, when it may be
    /// exceeded, the forecast plus the buffer where that is more. A forecast of 50, a maximum of 40 and 10 percent: 55.
    /// </summary>
    /// <param name="max">The group's maximum size.</param>
    /// <param name="forecastCapacity">The forecast capacity.</param>
    /// <param name="bufferPercent">MaxCapacityBuffer; null honors the maximum.</param>
    public static int EffectiveMax(int max, int forecastCapacity, int? bufferPercent) =>
        bufferPercent is { } buffer ? (int)Math.Max(max, (((long)forecastCapacity * (100 + buffer)) + 99) / 100) : max;

    /// <summary>
    /// The desired capacity: raised to the forecast, never lowered by it, within the limits.
    /// </summary>
    public static int Desired(int desired, int forecastCapacity, int min, int effectiveMax) =>
        Math.Max(desired, Math.Clamp(forecastCapacity, min, Math.Max(min, effectiveMax)));
}
