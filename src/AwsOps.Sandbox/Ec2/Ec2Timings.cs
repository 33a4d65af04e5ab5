using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// How long things take. AWS documents none of this: the ranges of launch and termination were observed in public event
/// logs (31 to 64 s and 22 to 64 s); the others are plausible and may be set.
/// </summary>
internal sealed record Ec2Timings
{
    public (int Min, int Max) Launch { get; init; } = (31, 64);

    public (int Min, int Max) Terminate { get; init; } = (22, 64);

    public (int Min, int Max) Stop { get; init; } = (20, 45);

    /// <summary>From running to status checks passed.</summary>
    public TimeSpan StatusChecks { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// How long a terminated instance can still be described.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html ("approximately one hour").
    /// </summary>
    public TimeSpan TerminatedVisible { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan Volume { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Snapshot { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan NatGateway { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A transit gateway or an attachment, to available and to deleted; AWS documents no figure.</summary>
    public TimeSpan TransitGateway { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A whole number of seconds within the range, repeatable for a seed.</summary>
    public static TimeSpan Within((int Min, int Max) range, SandboxIds ids) =>
        TimeSpan.FromSeconds(range.Min + ids.Next(range.Max - range.Min + 1));
}
