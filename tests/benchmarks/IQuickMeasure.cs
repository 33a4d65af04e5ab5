namespace AwsOps.Benchmarks;

/// <summary>Something that <c>--quick</c> times.</summary>
internal interface IQuickMeasure
{
    string Name { get; }

    /// <summary>What is counted per second.</summary>
    string Unit { get; }

    /// <summary>How often it runs; the best and the median are shown.</summary>
    int Times => 3;

    /// <summary>What the last run measured itself, when the whole run is not what counts; null for the clock.</summary>
    TimeSpan? Elapsed => null;

    /// <summary>More to say at the end; null for nothing.</summary>
    string? Note => null;

    /// <summary>Does the work once and says how much it was.</summary>
    double Run();
}
