namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>
/// How long after the end of a minute an alarm is evaluated. AWS does not say; recorded events show 34 to 98 s from the
/// time of the last datapoint (the start of its minute) to the change of state, minutes sooner than which no datapoint is whole.
/// </summary>
internal sealed record AlarmTimings
{
    /// <summary>Seconds past the minute, inclusive; each alarm keeps its own.</summary>
    public (int Min, int Max) PastMinute { get; init; } = (5, 38);

    /// <summary>Seconds past each ten seconds for periods below a minute.</summary>
    public int PastTenSeconds { get; init; } = 3;
}
