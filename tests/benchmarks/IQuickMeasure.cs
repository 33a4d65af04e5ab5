namespace AwsOps.Benchmarks;

/// <summary>Something that <c>--quick</c> times.</summary>
internal interface IQuickMeasure
{
    string Name { get; }

    /// <summary>What is counted per second.</summary>
    string Unit { get; }

    /// <summary>Does the work once and says how much it was.</summary>
    double Run();
}
