namespace AwsOps.Engine.Scaling;

/// <summary>The state of an alarm. <see cref="AlarmNames.ToAws(AlarmState)"/> gives CloudWatch's spelling.</summary>
public enum AlarmState
{
    /// <summary>INSUFFICIENT_DATA: just made, or not enough data.</summary>
    InsufficientData,

    /// <summary>OK: within the threshold.</summary>
    Ok,

    /// <summary>ALARM: outside the threshold.</summary>
    Alarm,
}

/// <summary>How a datapoint is compared with the threshold. The names are CloudWatch's.</summary>
public enum AlarmComparison
{
    /// <summary>Breaches above the threshold.</summary>
    GreaterThanThreshold,

    /// <summary>Breaches at or above the threshold.</summary>
    GreaterThanOrEqualToThreshold,

    /// <summary>Breaches below the threshold.</summary>
    LessThanThreshold,

    /// <summary>Breaches at or below the threshold.</summary>
    LessThanOrEqualToThreshold,
}

/// <summary>What stands in for a missing datapoint. The names, in camel case, are CloudWatch's.</summary>
public enum MissingDataTreatment
{
    /// <summary>missing: not considered; without data the alarm goes to INSUFFICIENT_DATA.</summary>
    Missing,

    /// <summary>ignore: the current state is kept.</summary>
    Ignore,

    /// <summary>breaching: outside the threshold.</summary>
    Breaching,

    /// <summary>notBreaching: within the threshold.</summary>
    NotBreaching,
}

/// <summary>One period's datapoint. A period without data has the value NaN.</summary>
/// <param name="Timestamp">The start of the period, UTC.</param>
/// <param name="Value">The statistic of the period, or NaN when there was no data.</param>
/// <param name="SampleCount">How many samples the statistic was taken over; used by the low-sample rule of percentiles only.</param>
public readonly record struct AlarmDatapoint(DateTime Timestamp, double Value, double SampleCount = 1)
{
    /// <summary>Whether the period had no data.</summary>
    public bool IsMissing => double.IsNaN(Value);

    /// <summary>The datapoint of a period without data.</summary>
    public static AlarmDatapoint Missing(DateTime timestamp) => new(timestamp, double.NaN, 0);
}

/// <summary>CloudWatch's spelling of states and treatments, to and fro.</summary>
public static class AlarmNames
{
    /// <summary>OK, ALARM or INSUFFICIENT_DATA.</summary>
    public static string ToAws(this AlarmState state) => state switch
    {
        AlarmState.Ok => "OK",
        AlarmState.Alarm => "ALARM",
        _ => "INSUFFICIENT_DATA",
    };

    /// <summary>missing, ignore, breaching or notBreaching.</summary>
    public static string ToAws(this MissingDataTreatment treatment) => treatment switch
    {
        MissingDataTreatment.Ignore => "ignore",
        MissingDataTreatment.Breaching => "breaching",
        MissingDataTreatment.NotBreaching => "notBreaching",
        _ => "missing",
    };

    /// <summary>The treatment that CloudWatch calls <paramref name="name"/>; null or empty is the default, missing.</summary>
    /// <exception cref="ArgumentException">It is none of the four.</exception>
    public static MissingDataTreatment ParseTreatment(string? name) => name switch
    {
        null or "" or "missing" => MissingDataTreatment.Missing,
        "ignore" => MissingDataTreatment.Ignore,
        "breaching" => MissingDataTreatment.Breaching,
        "notBreaching" => MissingDataTreatment.NotBreaching,
        _ => throw new ArgumentException($"TreatMissingData '{name}' is not one of breaching, notBreaching, ignore, missing.", nameof(name)),
    };

    /// <summary>Whether <paramref name="value"/> is outside the threshold.</summary>
    public static bool Breaches(this AlarmComparison comparison, double value, double threshold) => comparison switch
    {
        AlarmComparison.GreaterThanThreshold => value > threshold,
        AlarmComparison.GreaterThanOrEqualToThreshold => value >= threshold,
        AlarmComparison.LessThanThreshold => value < threshold,
        _ => value <= threshold,
    };
}
