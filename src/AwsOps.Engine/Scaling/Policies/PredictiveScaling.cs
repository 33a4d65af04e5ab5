namespace AwsOps.Engine.Scaling;

/// <summary>
/// What predictive scaling does with a forecast (PR1). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html.
/// </summary>
public static class PredictiveScaling
{
    /// <summary>
    /// The capacity, in units and before limits, that a forecast load asks for.
    /// </summary>
    /// <param name="instances">How many instances the load keeps at the target.</param>
    /// <param name="unitsPerInstance">Units that an instance counts.</param>
    public static int Capacity(double instances, double unitsPerInstance = 1) =>
        (int)Math.Min(int.MaxValue / 2, Math.Ceiling((instances - 1e-9) * unitsPerInstance));

    /// <summary>
    /// The maximum size from the moment that the forecast asks for <paramref name="forecastCapacity"/>: the group's, or, when it may be
    /// exceeded, the forecast plus the buffer where that is more. A forecast of 50, a maximum of 40 and 10 percent: 55. "The increased
    /// maximum capacity then becomes the new normal maximum capacity … until you manually update it":
    /// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredictiveScalingConfiguration.html.
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

    /// <summary>
    /// What other policies may set the desired capacity to: they do not scale in below the forecast of the hour, as "the desired
    /// capacity is set to the maximum" of what each policy determines.
    /// </summary>
    /// <param name="proposed">What they decided.</param>
    /// <param name="desired">The desired capacity now.</param>
    /// <param name="forecastCapacity">The forecast capacity of the hour; 0 without one.</param>
    /// <param name="max">The group's maximum size.</param>
    public static int Floor(int proposed, int desired, int forecastCapacity, int max) => Math.Max(proposed, Math.Min(Math.Min(forecastCapacity, max), desired));
}
