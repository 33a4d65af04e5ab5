namespace AwsOps.Sandbox.Kernel;

/// <summary>One recorded call, with what CloudTrail records of it.</summary>
public sealed record TrailEvent
{
    /// <summary>Simulated time, UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Name of the service's model, e.g. <c>autoscaling</c>.</summary>
    public required string Service { get; init; }

    /// <summary>CloudTrail's event source, e.g. <c>autoscaling.amazonaws.com</c>.</summary>
    public required string EventSource { get; init; }

    /// <summary>Operation, e.g. <c>CreateAutoScalingGroup</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>IAM action the call needed, e.g. <c>autoscaling:CreateAutoScalingGroup</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Region code.</summary>
    public required string Region { get; init; }

    /// <summary>Account id.</summary>
    public required string Account { get; init; }

    /// <summary>ARN of the caller.</summary>
    public required string Principal { get; init; }

    /// <summary>The caller, with its session.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Address that the call came from.</summary>
    public required string SourceIp { get; init; }

    /// <summary>User agent of the client; null for a call from this process that named none.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The cmdlet that called, from the user agent's <c>md/AwsOps#Cmdlet</c>; null for other clients.</summary>
    public string? Invocation { get; init; }

    /// <summary>The request, secrets masked.</summary>
    public required Struct Parameters { get; init; }

    /// <summary>The answer to a call that changes something, secrets masked; null for others.</summary>
    public Struct? Response { get; init; }

    /// <summary>Why an enforced sandbox denied the call: the deciding statement with its place, in words; null when it did not.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>Code of the error answered; null when the call succeeded.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Message of the error answered; null when the call succeeded.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>True when the operation changes nothing.</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>Request id of the answer.</summary>
    public required string RequestId { get; init; }

    /// <summary>CloudTrail's id of the event.</summary>
    public string EventId => EventIds.Of(RequestId);
}

/// <summary>The calls a sandbox has answered, in order. Holds the latest <see cref="Capacity"/>.</summary>
public sealed class CallTrail
{
    /// <summary>How many calls are kept.</summary>
    public const int Capacity = 100_000;

    private readonly Queue<TrailEvent> _events = new();

    /// <summary>All calls ever recorded, the dropped ones included.</summary>
    public long Total { get; private set; }

    /// <summary>The calls kept, oldest first.</summary>
    public IReadOnlyList<TrailEvent> Snapshot()
    {
        lock (_events)
        {
            return [.. _events];
        }
    }

    /// <summary>The calls recorded after the first <paramref name="total"/> (a value of <see cref="Total"/> read earlier).</summary>
    public IReadOnlyList<TrailEvent> Since(long total)
    {
        lock (_events)
        {
            var wanted = (int)Math.Min(Total - total, _events.Count);
            return [.. _events.Skip(_events.Count - wanted)];
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_events)
        {
            _events.Clear();
        }
    }

    internal void Add(TrailEvent item)
    {
        lock (_events)
        {
            _events.Enqueue(item);
            Total++;
            if (_events.Count > Capacity)
            {
                _events.Dequeue();
            }
        }
    }
}

/// <summary>Ids of events, made from those of their requests.</summary>
internal static class EventIds
{
    /// <summary>Another id in the same form.</summary>
    public static string Of(string requestId) => string.Create(requestId.Length, requestId, static (span, id) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = id[i] == '-' || i == 14 ? id[i] : "0123456789abcdef"[15 - Convert.ToInt32(id[i].ToString(), 16)];
        }
    });
}
