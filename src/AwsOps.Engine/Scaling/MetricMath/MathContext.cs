namespace AwsOps.Engine.Scaling;

/// <summary>What an expression is worked out in.</summary>
/// <param name="Resolve">The value of another query of the request by its id; null when there is none.</param>
/// <param name="Metrics">The ids of the request's metrics (MetricStat), in order; METRICS() takes these.</param>
/// <param name="Start">Start of the time range, UTC, rounded.</param>
/// <param name="End">End of the time range, UTC.</param>
/// <param name="PeriodOf">Period in seconds of a query by its id.</param>
/// <param name="Period">Period in seconds of the expression.</param>
public sealed record MathContext(
    Func<string, MathValue?> Resolve, IReadOnlyList<string> Metrics, DateTime Start, DateTime End, Func<string, int> PeriodOf, int Period);
