namespace AwsOps.Engine.Scaling;

/// <summary>What changed the desired capacity.</summary>
public enum ReplayCause
{
    /// <summary>Nothing did.</summary>
    None,

    /// <summary>A policy.</summary>
    Policy,

    /// <summary>A scheduled action.</summary>
    Schedule,

    /// <summary>Predictive scaling.</summary>
    Predictive,
}

/// <summary>One minute of a replay. Instances and states are those at its end; load, metric and seconds are over it.</summary>
public readonly record struct ReplayMinute
{
    /// <summary>The start of the minute, UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Offered load, requests per second.</summary>
    public required double Load { get; init; }

    /// <summary>Desired capacity, in units.</summary>
    public required int Desired { get; init; }

    /// <summary>Instances in service, warming ones included.</summary>
    public required int InService { get; init; }

    /// <summary>Capacity units in service: instances, unless they have weights.</summary>
    public int Units { get; init; }

    /// <summary>Instances that serve requests.</summary>
    public required int Serving { get; init; }

    /// <summary>Requests per second that the instances that serve take at 100 percent.</summary>
    public double Capacity { get; init; }

    /// <summary>Instances in service that still warm up.</summary>
    public required int Warming { get; init; }

    /// <summary>Instances that are launching.</summary>
    public required int Pending { get; init; }

    /// <summary>Instances that are terminating.</summary>
    public required int Terminating { get; init; }

    /// <summary>Instances in the warm pool, those being prepared or coming back included.</summary>
    public int Pooled { get; init; }

    /// <summary>The metric of the first policy over the minute (CPU when there is none); NaN when there was none to measure.</summary>
    public required double Metric { get; init; }

    /// <summary>The state of the alarm that scales out; of several policies, ALARM when any is.</summary>
    public required AlarmState HighAlarm { get; init; }

    /// <summary>The state of the alarm that scales in; of several policies, ALARM when any is.</summary>
    public required AlarmState LowAlarm { get; init; }

    /// <summary>What changed the desired capacity in this minute.</summary>
    public required ReplayCause Cause { get; init; }

    /// <summary>How much the desired capacity changed in this minute.</summary>
    public required int Change { get; init; }

    /// <summary>The policies' decision of this minute, also when they decided to leave things as they are.</summary>
    public required ScalingDecision Decision { get; init; }

    /// <summary>The group as the decision saw it.</summary>
    public required GroupCapacity Group { get; init; }

    /// <summary>The rules behind what happened.</summary>
    public required ScalingRules Rules { get; init; }

    /// <summary>Requests lost in this minute (or, queued, waiting at its end).</summary>
    public required double Lost { get; init; }

    /// <summary>Seconds in which the load exceeded what the serving instances take within the limit.</summary>
    public required double BreachSeconds { get; init; }

    /// <summary>One sentence on what happened to the capacity in this minute, and why.</summary>
    public string Describe() => Cause switch
    {
        ReplayCause.Schedule => $"A scheduled action changed the desired capacity by {Change:+#;-#;0} to {Desired}.",
        ReplayCause.Predictive => $"Predictive scaling raised the desired capacity by {Change} to {Desired}.",
        _ => Decision.Describe(Group),
    };
}

/// <summary>Takes the minutes of a replay as they come.</summary>
public delegate void ReplaySink(in ReplayMinute minute);
