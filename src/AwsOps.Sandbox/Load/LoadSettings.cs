namespace AwsOps.Sandbox.Load;

/// <summary>A load: where it goes, how much comes when, and what an instance can take.</summary>
public sealed record LoadSettings
{
    /// <summary>The Auto Scaling group that serves it; this or <see cref="TargetGroupArn"/>.</summary>
    public string? ScalingGroupName { get; init; }

    /// <summary>The target group whose targets serve it.</summary>
    public string? TargetGroupArn { get; init; }

    /// <summary>The rate over time, the earliest first. One point is a constant; before the first and after the last the rate stays theirs.</summary>
    public required IReadOnlyList<LoadPoint> Points { get; init; }

    /// <summary>Requests a second that one instance serves at 100 % CPU; null takes <see cref="CapacityPerVCpu"/>.</summary>
    public double? CapacityPerInstance { get; init; }

    /// <summary>Requests a second that one vCPU serves at 100 %.</summary>
    public double CapacityPerVCpu { get; init; } = 50;

    /// <summary>Share by which each minute's rate varies at random (by the sandbox's seed): 0.05 is five percent up or down.</summary>
    public double Noise { get; init; }

    /// <summary>Response time of an idle instance, in seconds; it grows as the instance fills up.</summary>
    public double ResponseSeconds { get; init; } = 0.05;

    /// <summary>The rate at a time since the load was attached.</summary>
    public double RateAt(TimeSpan offset)
    {
        for (var i = 0; i < Points.Count; i++)
        {
            if (offset <= Points[i].Offset)
            {
                if (i == 0)
                {
                    return Points[0].RequestsPerSecond;
                }

                var (from, to) = (Points[i - 1], Points[i]);
                var share = (offset - from.Offset) / (to.Offset - from.Offset);
                return from.RequestsPerSecond + (share * (to.RequestsPerSecond - from.RequestsPerSecond));
            }
        }

        return Points[^1].RequestsPerSecond;
    }

    /// <summary>Throws when something is wrong with the settings; the message names the parameter, its value and what would be right.</summary>
    /// <exception cref="ArgumentException">A setting is not valid.</exception>
    public LoadSettings Validated()
    {
        if ((ScalingGroupName is null) == (TargetGroupArn is null))
        {
            throw new ArgumentException("Give either ScalingGroupName or TargetGroupArn.");
        }

        if (Points.Count == 0)
        {
            throw new ArgumentException("Points is empty: give at least one point; one is a constant load.");
        }

        if (Points.Any(static p => !(p.RequestsPerSecond >= 0) || double.IsInfinity(p.RequestsPerSecond)))
        {
            throw new ArgumentException("Points: RequestsPerSecond must be a number of 0 or more.");
        }

        if (Points.Zip(Points.Skip(1)).Any(static p => p.First.Offset >= p.Second.Offset))
        {
            throw new ArgumentException("Points must be in the order of their Offset, each later than the one before.");
        }

        if (!((CapacityPerInstance ?? CapacityPerVCpu) > 0))
        {
            throw new ArgumentException($"Capacity {CapacityPerInstance ?? CapacityPerVCpu} is not valid: an instance must serve more than 0 requests a second.");
        }

        return Noise is >= 0 and < 1 ? this : throw new ArgumentException($"Noise {Noise} is not valid: use a share from 0 to less than 1.");
    }
}
