namespace AwsOps.Engine.Scaling;

/// <summary>What a metric math expression yields: a number (S), a time series (TS), or several time series (TS[]).</summary>
public abstract record MathValue;

/// <summary>A number.</summary>
/// <param name="Value">The number.</param>
public sealed record MathNumber(double Value) : MathValue;

/// <summary>Several time series.</summary>
/// <param name="Items">The series, in order.</param>
public sealed record MathArray(IReadOnlyList<MathSeries> Items) : MathValue;
