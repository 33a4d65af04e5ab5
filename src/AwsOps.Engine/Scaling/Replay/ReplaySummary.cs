namespace AwsOps.Engine.Scaling;

/// <summary>
/// Elasticity scores of the SPEC Research Group (SPEC-RG-2016-01, "Ready for Rain?"): 0 is perfect in each. Demand is the number of
/// instances that keeps the load within its limit; supply is the number that serve.
/// </summary>
/// <param name="UnderAccuracy">How far supply falls short of demand, in percent of demand, averaged over time.</param>
/// <param name="OverAccuracy">How far supply exceeds demand, in percent of demand, averaged over time.</param>
/// <param name="UnderTimeshare">Percent of the time with too few instances.</param>
/// <param name="OverTimeshare">Percent of the time with too many.</param>
/// <param name="JitterPerHour">Changes of supply less changes of demand, per hour: below 0 is sluggish, above 0 is restless.</param>
public readonly record struct ElasticityScores(
    double UnderAccuracy, double OverAccuracy, double UnderTimeshare, double OverTimeshare, double JitterPerHour);

/// <summary>A replay in figures.</summary>
public sealed record ReplaySummary
{
    /// <summary>How many minutes were replayed.</summary>
    public required long Minutes { get; init; }

    /// <summary>Minutes in which the first target tracking policy's metric was above its target; 0 without one.</summary>
    public required double MinutesOverTarget { get; init; }

    /// <summary>Minutes in which the load exceeded the limit of what was serving.</summary>
    public required double BreachMinutes { get; init; }

    /// <summary>Requests offered.</summary>
    public required double Requests { get; init; }

    /// <summary>Requests lost; queued, those still waiting at the end.</summary>
    public required double RequestsLost { get; init; }

    /// <summary>Hours of instances, from their launch until they are gone; of the warm pool's, while they run.</summary>
    public required double InstanceHours { get; init; }

    /// <summary>Those of them that were Spot.</summary>
    public required double SpotHours { get; init; }

    /// <summary>Hours of instances in the warm pool, whether they run or not.</summary>
    public required double WarmPoolHours { get; init; }

    /// <summary>What all of it cost.</summary>
    public required double Cost { get; init; }

    /// <summary>Hours and cost of each instance type, in the order of the fleet; one entry when there is one type.</summary>
    public FleetUse Types { get; init; } = new([]);

    /// <summary>The most instances in service at once.</summary>
    public required int PeakInService { get; init; }

    /// <summary>How often the desired capacity was raised.</summary>
    public required int ScaleOuts { get; init; }

    /// <summary>How often it was lowered.</summary>
    public required int ScaleIns { get; init; }

    /// <summary>Instances launched.</summary>
    public required int Launches { get; init; }

    /// <summary>The elasticity scores.</summary>
    public required ElasticityScores Elasticity { get; init; }
}
