namespace AwsOps.Sandbox.Load;

/// <summary>One minute of a load.</summary>
/// <param name="Time">Start of the minute, UTC.</param>
/// <param name="RequestsPerSecond">Requests a second that came.</param>
/// <param name="ServedPerSecond">Requests a second that were served; the rest was lost.</param>
/// <param name="Instances">Instances that served.</param>
/// <param name="CpuPercent">Their mean CPU utilization; NaN without instances.</param>
public readonly record struct LoadSample(DateTime Time, double RequestsPerSecond, double ServedPerSecond, int Instances, double CpuPercent);
