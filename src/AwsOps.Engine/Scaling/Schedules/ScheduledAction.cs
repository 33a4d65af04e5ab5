namespace AwsOps.Engine.Scaling;

/// <summary>
/// A scheduled action (SC1): at its time it sets any of minimum, maximum and desired capacity. See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/schedule_time.html.
/// </summary>
public sealed record ScheduledAction
{
    /// <summary>The action's name.</summary>
    public required string Name { get; init; }

    /// <summary>When it starts, UTC. With a recurrence: it also runs at this time, and recurs after it.</summary>
    public DateTime? StartTime { get; init; }

    /// <summary>When a recurrence ends, UTC.</summary>
    public DateTime? EndTime { get; init; }

    /// <summary>The recurrence, if any.</summary>
    public CronSchedule? Recurrence { get; init; }

    /// <summary>The zone that the recurrence is read in; null is UTC. Start and end are always UTC.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>The minimum size to set, if any.</summary>
    public int? MinSize { get; init; }

    /// <summary>The maximum size to set, if any.</summary>
    public int? MaxSize { get; init; }

    /// <summary>The desired capacity to set, if any.</summary>
    public int? DesiredCapacity { get; init; }

    /// <summary>What is wrong with the action, or null.</summary>
    public string? FindProblem()
    {
        if (MinSize is null && MaxSize is null && DesiredCapacity is null)
        {
            return $"Scheduled action '{Name}' sets nothing: give at least one of MinSize, MaxSize, DesiredCapacity.";
        }

        if (MinSize < 0 || MaxSize < 0 || DesiredCapacity < 0)
        {
            return $"Scheduled action '{Name}' has a negative size: use 0 or more.";
        }

        if (MinSize > MaxSize)
        {
            return $"Scheduled action '{Name}': MinSize {MinSize} is greater than MaxSize {MaxSize}.";
        }

        if (DesiredCapacity < MinSize || DesiredCapacity > MaxSize)
        {
            return $"Scheduled action '{Name}': DesiredCapacity {DesiredCapacity} is not between MinSize {MinSize} and MaxSize {MaxSize}.";
        }

        if (Recurrence is null && StartTime is null)
        {
            return $"Scheduled action '{Name}' has no time: give StartTime, Recurrence, or both.";
        }

        return StartTime >= EndTime ? $"Scheduled action '{Name}': StartTime {StartTime:u} is not before EndTime {EndTime:u}." : null;
    }

    /// <summary>The zone that IANA calls <paramref name="name"/>; null or empty is UTC.</summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static TimeZoneInfo FindTimeZone(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return TimeZoneInfo.Utc;
        }

        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new ArgumentException($"TimeZone '{name}' is not known: use a name of the IANA database, such as Europe/Berlin.", nameof(name));
        }
    }

    /// <summary>The first time (UTC) that the action runs after <paramref name="after"/> (UTC), or null when it does not run again.</summary>
    public DateTime? Next(DateTime after)
    {
        if (StartTime is { } start && after < start)
        {
            return start;
        }

        if (Recurrence is null)
        {
            return null;
        }

        var next = Recurrence.Next(after, TimeZone);
        return next <= (EndTime ?? DateTime.MaxValue) ? next : null;
    }

    /// <summary>
    /// The group's sizes after the action has run. A desired capacity that the action does not set is brought within the new limits.
    /// </summary>
    public (int Min, int Max, int Desired) Apply(int min, int max, int desired)
    {
        min = MinSize ?? min;
        max = MaxSize ?? Math.Max(max, min);
        min = Math.Min(min, max);
        return (min, max, Math.Clamp(DesiredCapacity ?? desired, min, max));
    }
}
